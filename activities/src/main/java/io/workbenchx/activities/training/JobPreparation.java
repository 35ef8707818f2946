package io.workbenchx.activities.training;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.training.TrainingSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.springframework.stereotype.Component;

/** Puts code, data and runtime in place, each proven by its digest. */
@Component
class JobPreparation {

    private final JobFiles files;
    private final CodeService code;
    private final ArtifactService artifacts;
    private final RuntimeProvision runtimes;

    JobPreparation(JobFiles files, CodeService code, ArtifactService artifacts, RuntimeProvision runtimes) {
        this.files = files;
        this.code = code;
        this.artifacts = artifacts;
        this.runtimes = runtimes;
    }

    void prepare(RunContext run, TrainingSpec spec) {
        try (Heartbeats heartbeats = Heartbeats.start()) {
            if (Files.exists(files.code(run.runId()).resolve(spec.entrypoint()))) {
                // An earlier attempt got this far: what may run already must not lose its files.
                return;
            }
            files.remove(run.runId());
            spec.datasets().forEach(dataset -> materialise(run, dataset));
            heartbeats.check();
            runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
            heartbeats.check();
            checkOut(run, spec);
            Failpoint.hit("training.prepared");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the files of run " + run.runId(), e);
        }
    }

    private void checkOut(RunContext run, TrainingSpec spec) throws IOException {
        Path code = files.code(run.runId());
        Path arriving = code.resolveSibling("code.arriving");
        Files.createDirectories(arriving.getParent());
        this.code.checkout(run.projectId(), spec.code(), arriving);
        if (!Files.isRegularFile(arriving.resolve(spec.entrypoint()))) {
            throw new io.workbenchx.workflows.run.WorkbenchException(
                    io.workbenchx.workflows.run.FailureCode.CODE_NOT_FOUND,
                    "There is no file " + spec.entrypoint() + " in commit " + spec.code() + ".");
        }
        Files.move(arriving, code, StandardCopyOption.ATOMIC_MOVE);
    }

    private void materialise(RunContext run, TrainingSpec.DatasetBinding dataset) {
        Path folder = files.dataset(run.runId(), dataset);
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
}
