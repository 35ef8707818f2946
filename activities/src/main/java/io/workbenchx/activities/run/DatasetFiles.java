package io.workbenchx.activities.run;

import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.workflows.training.TrainingSpec.DatasetBinding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.stereotype.Component;

/** Puts dataset versions in place on a host, each proven by its digest. */
@Component
public class DatasetFiles {

    private final ArtifactService artifacts;

    DatasetFiles(ArtifactService artifacts) {
        this.artifacts = artifacts;
    }

    /**
     * @param folder in which the file gets the name it was uploaded under
     * @throws io.workbenchx.workflows.run.WorkbenchException INTEGRITY
     */
    public void put(DatasetBinding dataset, Path folder) {
        try (InputStream content =
                artifacts.open(dataset.sha256(), "The dataset " + dataset.name() + " version " + dataset.version())) {
            Files.createDirectories(folder);
            Path file = folder.resolve(dataset.fileName());
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot put dataset " + dataset.name() + " in place", e);
        }
    }

    /** Where a workload finds the file, in a variable for each dataset: {@code WBX_DATASET_<NAME>}. */
    public static String variable(DatasetBinding dataset) {
        return "WBX_DATASET_"
                + dataset.name().toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
