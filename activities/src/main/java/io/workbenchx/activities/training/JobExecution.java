package io.workbenchx.activities.training;

import io.workbenchx.activities.run.AttestedRuntime;
import io.workbenchx.activities.run.DatasetFiles;
import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.IsolationCheck;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.activities.run.WorkbenchGateway;
import io.workbenchx.activities.run.WorkloadWatch;
import io.workbenchx.control.identity.AccessKeys;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.secret.RunSecrets;
import io.workbenchx.control.tracking.TrackingService;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.training.TrainingResult;
import io.workbenchx.workflows.training.TrainingSpec;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Runs the script under the runner, or goes on watching it when it runs already. */
@Component
class JobExecution {

    private static final String WORKLOAD = "main";
    private static final int FIRST = 1;
    private static final Duration TOKEN_OUTLIVES = Duration.ofHours(1);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final Runner runner;
    private final WorkloadWatch watch;
    private final JobFiles files;
    private final RuntimeProvision runtimes;
    private final Identity identity;
    private final RunRepository runs;
    private final RunRecorder recorder;
    private final RunOutput output;
    private final TrackingService tracking;
    private final WorkbenchGateway gateway;
    private final IsolationCheck isolation;
    private final AttestedRuntime attestations;
    private final RunSecrets secrets;
    private final JobProperties job;

    JobExecution(
            Runner runner,
            WorkloadWatch watch,
            JobFiles files,
            RuntimeProvision runtimes,
            Identity identity,
            RunRepository runs,
            RunRecorder recorder,
            RunOutput output,
            TrackingService tracking,
            WorkbenchGateway gateway,
            IsolationCheck isolation,
            AttestedRuntime attestations,
            RunSecrets secrets,
            JobProperties job) {
        this.runner = runner;
        this.watch = watch;
        this.files = files;
        this.runtimes = runtimes;
        this.identity = identity;
        this.runs = runs;
        this.recorder = recorder;
        this.output = output;
        this.tracking = tracking;
        this.gateway = gateway;
        this.isolation = isolation;
        this.attestations = attestations;
        this.secrets = secrets;
        this.job = job;
    }

    TrainingResult execute(RunContext run, TrainingSpec spec) {
        WorkloadHandle workload = runner.find(run.runId(), WORKLOAD).orElseGet(() -> start(run, spec));
        Failpoint.hit("training.started");
        SecretMask mask = secrets.mask(run);
        Attestation attestation =
                attestations.require(run, workload, spec.runtime().digest());
        WorkloadStatus status = watch.untilEnd(run, workload, mask);
        Failpoint.hit("training.ended");
        RunOutput.Archived log = archived(run);
        watch.requireSuccess(run, spec.entrypoint(), status, log);
        return new TrainingResult(
                0,
                status.usage().cpuSeconds(),
                status.usage().peakMemoryBytes(),
                log.bytes(),
                log.sha256(),
                String.valueOf(attestation.runtimeDigest()),
                attestation.isolation());
    }

    /** Takes its time when there is much of it. */
    private RunOutput.Archived archived(RunContext run) {
        try (Heartbeats heartbeats = Heartbeats.start()) {
            return output.archive(run.projectId(), run.runId());
        }
    }

    void release(RunContext run) {
        // All there is, also one that a worker was only about to start when it died: its variables may be secrets.
        runner.workloads().stream()
                .filter(workload -> workload.runId().equals(run.runId()))
                .forEach(workload -> {
                    runner.stop(workload, STOP_GRACE);
                    runner.remove(workload);
                });
        files.remove(run.runId());
    }

    private WorkloadHandle start(RunContext run, TrainingSpec spec) {
        String image = spec.runtime().image();
        // Beating: an image may take minutes to come.
        try (Heartbeats heartbeats = Heartbeats.start()) {
            Runner chosen = runner.choose(image, 0);
            isolation.require(run, chosen);
            BuiltEnvironment environment = image == null
                    ? runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256())
                    : null;
            Map<String, String> variables = environment(run, spec, chosen.workbench(gateway.forWorkload()));
            variables.putAll(given(run, spec));
            return chosen.start(new WorkloadSpec(
                            run.runId(),
                            WORKLOAD,
                            FIRST,
                            command(spec),
                            variables,
                            environment == null ? null : environment.path(),
                            environment == null ? null : environment.digest(),
                            environment == null ? null : environment.interpreterHome(),
                            mounts(run, spec),
                            limits(run, spec),
                            gateway.forWorkload(),
                            false,
                            image)
                    .withEgress(isolation.egress(run, chosen)));
        } catch (UnsupportedWorkloadException unsupported) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, String.valueOf(unsupported.getMessage()), unsupported);
        } catch (RuntimeMismatchException mismatch) {
            throw new WorkbenchException(FailureCode.RUNTIME_MISMATCH, String.valueOf(mismatch.getMessage()), mismatch);
        } catch (RunnerException failed) {
            // Its message may quote what the workload wrote; without the cause, whose message is the same.
            throw new RunnerException(secrets.mask(run).mask(String.valueOf(failed.getMessage())), null);
        }
    }

    /** The secrets of the run, from now on in its hands; which ones is on record, what they are is not. */
    private Map<String, String> given(RunContext run, TrainingSpec spec) {
        Map<String, String> values = secrets.give(run, spec.secrets());
        if (!values.isEmpty()) {
            NewEvent event =
                    new NewEvent("secrets.given", "secrets/" + WORKLOAD, Map.of("secrets", secrets.onRecord(run)));
            recorder.record(run.runId(), run.actor(), List.of(event), true);
        }
        return values;
    }

    private static List<String> command(TrainingSpec spec) {
        String python = spec.runtime().image() == null ? "/runtime/bin/python" : "python3";
        List<String> command = new ArrayList<>(List.of(python, "-u", spec.entrypoint()));
        new TreeMap<>(spec.parameters()).forEach((name, value) -> {
            // One word, so that a value that starts with a dash stays a value.
            command.add("--" + name + "=" + value);
        });
        return command;
    }

    private Map<String, String> environment(RunContext run, TrainingSpec spec, URI api) {
        Run row = runs.findById(run.runId()).orElseThrow();
        AccessKeys.IssuedKey token = identity.issueRunToken(
                row.createdBy(), run.projectId(), run.runId(), spec.timeout().plus(TOKEN_OUTLIVES));
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("MLFLOW_TRACKING_URI", api + "/mlflow/" + run.project());
        environment.put("MLFLOW_TRACKING_TOKEN", token.value());
        // Its links lead to pages of an MLflow server's own console, which is not here.
        environment.put("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true");
        environment.put("MLFLOW_RUN_ID", run.runId().toString());
        environment.put(
                "MLFLOW_EXPERIMENT_ID",
                tracking.get(run.projectId(), run.runId()).experimentId());
        environment.put("WBX_SEED", String.valueOf(spec.seed()));
        environment.put("PYTHONHASHSEED", String.valueOf(Math.floorMod(spec.seed(), 1L << 32)));
        environment.put("PYTHONDONTWRITEBYTECODE", "1");
        // There is no network to report to; without this the client tries all the same.
        environment.put("MLFLOW_DISABLE_TELEMETRY", "true");
        spec.datasets()
                .forEach(dataset -> environment.put(
                        DatasetFiles.variable(dataset), "/data/" + dataset.name() + "/" + dataset.fileName()));
        return environment;
    }

    private List<WorkloadSpec.Mount> mounts(RunContext run, TrainingSpec spec) {
        List<WorkloadSpec.Mount> mounts = new ArrayList<>();
        mounts.add(new WorkloadSpec.Mount(files.code(run.runId()), "/work/code", true));
        spec.datasets().forEach(dataset -> {
            Path folder = files.dataset(run.runId(), dataset);
            mounts.add(new WorkloadSpec.Mount(folder, "/data/" + dataset.name(), false));
        });
        return mounts;
    }

    private WorkloadSpec.Limits limits(RunContext run, TrainingSpec spec) {
        BigDecimal cpuSeconds = recorder.cost(run.runId())
                .getOrDefault(BudgetUnit.CPU_SECONDS, new RunRecorder.RunCost(BigDecimal.ZERO, BigDecimal.ZERO))
                .reserved();
        return new WorkloadSpec.Limits(
                cpuSeconds.doubleValue(),
                spec.memoryBytes(),
                spec.timeout(),
                spec.processes(),
                job.disk().toBytes());
    }
}
