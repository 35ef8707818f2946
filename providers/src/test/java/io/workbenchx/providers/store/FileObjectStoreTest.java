package io.workbenchx.providers.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest extends ObjectStoreContract {

    @TempDir
    Path root;

    private ObjectStore store;

    @BeforeEach
    void createStore() {
        store = new FileObjectStore(root.resolve("objects"));
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    void alter(String sha256, byte[] bytes) throws IOException {
        Path file = file(sha256);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.write(file, bytes);
    }

    @Override
    List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("objects/incoming"))) {
            return files.map(Path::toString).toList();
        }
    }

    @Test
    void keepsObjectsFromOtherUsers() throws IOException {
        String digest = store.put(stream("private")).sha256();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(digest))))
                .isEqualTo("r--------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("objects"))))
                .isEqualTo("rwx------");
    }

    @Test
    void showsNoObjectWhileItIsStillBeingWritten() {
        InputStream watching = new InputStream() {
            private final InputStream source = new ByteArrayInputStream(new byte[500_000]);

            @Override
            public int read() {
                throw new UnsupportedOperationException("the store reads in blocks");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                assertThat(digests()).isEmpty();
                return source.read(buffer, offset, length);
            }
        };

        assertThat(digests()).isEmpty();
        String digest = store.put(watching).sha256();
        assertThat(digests()).containsExactly(digest);
    }

    @Test
    void removesWhatAKilledProcessLeftLongAgoAndNothingNewer() throws IOException {
        Path old = Files.writeString(root.resolve("objects/incoming/incoming-old"), "half");
        Path recent = Files.writeString(root.resolve("objects/incoming/incoming-recent"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(3, ChronoUnit.DAYS)));

        new FileObjectStore(root.resolve("objects"));

        assertThat(old).doesNotExist();
        assertThat(recent).exists();
    }

    private Path file(String sha256) {
        return root.resolve("objects/sha256").resolve(sha256.substring(0, 2)).resolve(sha256.substring(2));
    }
}
