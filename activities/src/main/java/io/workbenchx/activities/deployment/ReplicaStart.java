package io.workbenchx.activities.deployment;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.HostName;
import io.workbenchx.activities.run.IsolationCheck;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.control.deployment.ReplicaRecords;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunRecorder.RunCost;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadSpec.Limits;
import io.workbenchx.providers.runner.WorkloadSpec.Mount;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.ReplicaProcess;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Starts the server of a replica in the approved runtime, without any network, or finds it running. */
@Component
class ReplicaStart {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final long DISK_BYTES = 1L << 30;
    private static final double NO_CPU_LIMIT = 1e9;

    private final Runner runner;
    private final ReplicaFiles files;
    private final RuntimeProvision runtimes;
    private final ReplicaRecords records;
    private final RunRecorder recorder;
    private final HostName host;
    private final IsolationCheck isolation;

    ReplicaStart(
            Runner runner,
            ReplicaFiles files,
            RuntimeProvision runtimes,
            ReplicaRecords records,
            RunRecorder recorder,
            HostName host,
            IsolationCheck isolation) {
        this.runner = runner;
        this.files = files;
        this.runtimes = runtimes;
        this.records = records;
        this.recorder = recorder;
        this.host = host;
        this.isolation = isolation;
    }

    ReplicaProcess start(RunContext run, DeploymentSpec spec, int ordinal, int start) {
        try (Heartbeats heartbeats = Heartbeats.start()) {
            Optional<WorkloadHandle> found = runner.find(run.runId(), ReplicaProcess.workloadName(ordinal));
            WorkloadHandle workload = found.filter(
                            before -> runner.status(before).running())
                    .orElseGet(() -> launch(run, spec, ordinal, next(found, start), heartbeats));
            attest(run, spec, workload);
            ReplicaProcess process = new ReplicaProcess(ordinal, host.value(), workload.attempt());
            records.started(run, process);
            return process;
        }
    }

    /** After an engine that lost its memory the workflow counts from one again; processes never do. */
    private int next(Optional<WorkloadHandle> found, int start) {
        found.ifPresent(runner::remove);
        return Math.max(start, found.map(WorkloadHandle::attempt).orElse(0) + 1);
    }

    private WorkloadHandle launch(
            RunContext run, DeploymentSpec spec, int ordinal, int attempt, Heartbeats heartbeats) {
        isolation.require(run);
        BuiltEnvironment environment =
                runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
        heartbeats.check();
        List<Mount> mounts =
                List.of(new Mount(files.model(spec), "/model", false), new Mount(files.script(), "/serving", false));
        heartbeats.check();
        return runner.start(new WorkloadSpec(
                run.runId(),
                ReplicaProcess.workloadName(ordinal),
                attempt,
                command(spec),
                Map.of("PYTHONUNBUFFERED", "1", "OMP_NUM_THREADS", "1"),
                environment.path(),
                environment.digest(),
                environment.interpreterHome(),
                mounts,
                limits(run, spec),
                null,
                true));
    }

    private static List<String> command(DeploymentSpec spec) {
        return List.of(
                "/runtime/bin/python",
                "-B",
                "/serving/oip_server.py",
                "--model-dir",
                "/model",
                "--name",
                spec.model(),
                "--version",
                String.valueOf(spec.version()));
    }

    /** The run's whole reservation bounds each process, should no worker be left to charge it. */
    private Limits limits(RunContext run, DeploymentSpec spec) {
        RunCost reserved = recorder.cost(run.runId()).get(BudgetUnit.CPU_SECONDS);
        double cpuSeconds =
                reserved == null ? NO_CPU_LIMIT : reserved.reserved().doubleValue();
        return new Limits(cpuSeconds, spec.memoryBytes(), Duration.ZERO, spec.processes(), DISK_BYTES);
    }

    /** What the runner says it started must be what was approved; it goes on record before the replica gets any request. */
    private void attest(RunContext run, DeploymentSpec spec, WorkloadHandle workload) {
        Attestation attestation = runner.attestation(workload);
        String key = "attestation/" + workload.name() + "/" + workload.attempt();
        recorder.record(
                run.runId(),
                run.actor(),
                List.of(new NewEvent("runner.attested", key, Map.of("attestation", attestation))),
                true);
        if (!spec.runtime().digest().equals(attestation.runtimeDigest())) {
            runner.stop(workload, STOP_GRACE);
            throw new WorkbenchException(
                    FailureCode.RUNTIME_MISMATCH,
                    "The runner started " + attestation.runtimeDigest() + " instead of the approved "
                            + spec.runtime().digest() + ".");
        }
    }
}
