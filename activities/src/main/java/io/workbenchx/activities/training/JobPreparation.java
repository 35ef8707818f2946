package io.workbenchx.activities.training;

import io.workbenchx.activities.run.DatasetFiles;
import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.training.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.stereotype.Component;

/** Puts code, data and runtime in place, each proven by its digest. */
@Component
class JobPreparation {

    private final JobFiles files;
    private final CodeService code;
    private final DatasetFiles datasets;
    private final RuntimeProvision runtimes;

    JobPreparation(JobFiles files, CodeService code, DatasetFiles datasets, RuntimeProvision runtimes) {
        this.files = files;
        this.code = code;
        this.datasets = datasets;
        this.runtimes = runtimes;
    }

    void prepare(RunContext run, TrainingSpec spec) {
        try (Heartbeats heartbeats = Heartbeats.start()) {
            if (Files.exists(files.code(run.runId()).resolve(spec.entrypoint()))) {
                // An earlier attempt got this far: what may run already must not lose its files.
                return;
            }
            files.remove(run.runId());
            spec.datasets().forEach(dataset -> datasets.put(dataset, files.dataset(run.runId(), dataset)));
            heartbeats.check();
            if (spec.runtime().image() == null) {
                runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
            }
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
}
