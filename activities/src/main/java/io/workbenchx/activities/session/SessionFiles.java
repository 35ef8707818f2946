package io.workbenchx.activities.session;

import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.workflows.training.TrainingSpec.DatasetBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Where a session has its files on its host. They outlive its process, and go only when the workspace is saved. */
@Component
class SessionFiles {

    private static final int TOKEN_BYTES = 32;

    private final WorkbenchHome home;
    private final SecureRandom random = new SecureRandom();

    SessionFiles(WorkbenchHome home) {
        this.home = home;
    }

    Path root(UUID runId) {
        return home.traversable("sessions").resolve(runId.toString());
    }

    /** What the person works in; complete once it is there. */
    Path workspace(UUID runId) {
        return root(runId).resolve("work");
    }

    /** Digests of the files that the session began with. */
    Path beginning(UUID runId) {
        return root(runId).resolve("beginning.json");
    }

    Path dataset(UUID runId, DatasetBinding dataset) {
        return root(runId).resolve("data").resolve(dataset.name());
    }

    /** The secret between front door and JupyterLab, made at the first call; whoever adopts the session finds it here. */
    String token(UUID runId) {
        Path file = root(runId).resolve("token");
        try {
            if (!Files.exists(file)) {
                byte[] token = new byte[TOKEN_BYTES];
                random.nextBytes(token);
                Path arriving = Files.createTempFile(root(runId), "token", null);
                Files.writeString(arriving, HexFormat.of().formatHex(token));
                Files.move(arriving, file);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or make " + file, e);
        }
    }

    /** Makes the folder of a session, through which its workload's user may pass. */
    Path create(UUID runId) throws IOException {
        Path root = Files.createDirectories(root(runId));
        return Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    }

    void remove(UUID runId) {
        delete(root(runId));
    }

    static void delete(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + root, e);
        }
    }
}
