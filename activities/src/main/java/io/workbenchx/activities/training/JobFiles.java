package io.workbenchx.activities.training;

import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.workflows.training.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Where the inputs of a job lie on its host. */
@Component
class JobFiles {

    private final WorkbenchHome home;

    JobFiles(WorkbenchHome home) {
        this.home = home;
    }

    Path root(UUID runId) {
        return home.traversable("jobs").resolve(runId.toString());
    }

    Path code(UUID runId) {
        return root(runId).resolve("code");
    }

    /** Folder of one dataset; its file inside has the name it was uploaded under. */
    Path dataset(UUID runId, TrainingSpec.DatasetBinding dataset) {
        return root(runId).resolve("data").resolve(dataset.name());
    }

    void remove(UUID runId) {
        Path root = root(runId);
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
