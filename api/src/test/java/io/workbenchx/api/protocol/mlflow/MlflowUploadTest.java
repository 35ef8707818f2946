package io.workbenchx.api.protocol.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A large file is not collected in memory: it goes to the store while it comes in. */
class MlflowUploadTest {

    private static final long BYTES = 150_000_000;
    private static final long SENT_FIRST = 100_000_000;

    /** What connections may hold back is far less. */
    private static final long STORED_BY_THEN = SENT_FIRST / 2;

    private final RunningApi api = RunningApi.get();
    private final MlflowProject mlflow = MlflowProject.create();
    private final Path incoming =
            api.bean(WorkbenchHome.class).root().resolve("objects").resolve("incoming");

    @Test
    void storesALargeFileWhileItComesIn() throws Exception {
        String run = mlflow.run();
        DigestInputStream content = new DigestInputStream(new PausedContent(), MessageDigest.getInstance("SHA-256"));

        MlflowProject.ok(mlflow.put("0/" + run + "/artifacts/weights.bin", content));

        var stored = api.bean(ArtifactService.class)
                .find(mlflow.project().id(), "runs/" + run, "weights.bin")
                .orElseThrow();
        assertThat(stored.bytes()).isEqualTo(BYTES);
        assertThat(stored.sha256())
                .isEqualTo(HexFormat.of().formatHex(content.getMessageDigest().digest()));
    }

    private long bytesIncoming() {
        try (Stream<Path> files = Files.list(incoming)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Random bytes, of which the last come only when the store has most of the first. */
    private final class PausedContent extends InputStream {

        private final Random random = new Random(7);
        private long sent;

        @Override
        public int read() {
            throw new UnsupportedOperationException("the client reads by the buffer");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (sent == SENT_FIRST) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> bytesIncoming() >= STORED_BY_THEN);
            }
            if (sent == BYTES) {
                return -1;
            }
            byte[] next = new byte[(int) Math.min(length, (sent < SENT_FIRST ? SENT_FIRST : BYTES) - sent)];
            random.nextBytes(next);
            System.arraycopy(next, 0, buffer, offset, next.length);
            sent += next.length;
            return next.length;
        }
    }
}
