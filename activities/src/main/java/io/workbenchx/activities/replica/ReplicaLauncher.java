package io.workbenchx.activities.replica;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.HostName;
import io.workbenchx.activities.run.IsolationCheck;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunRecorder.RunCost;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadSpec.Limits;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Starts the process of a replica in the approved runtime, or finds it running; what was started is on record before it gets any request. */
@Component
public class ReplicaLauncher {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final long DISK_BYTES = 1L << 30;
    private static final double NO_CPU_LIMIT = 1e9;

    private final Runner runner;
    private final ReplicaRecords records;
    private final RunRecorder recorder;
    private final HostName host;
    private final IsolationCheck isolation;

    ReplicaLauncher(
            Runner runner, ReplicaRecords records, RunRecorder recorder, HostName host, IsolationCheck isolation) {
        this.runner = runner;
        this.records = records;
        this.recorder = recorder;
        this.host = host;
        this.isolation = isolation;
    }

    /** Makes everything ready on this host, and says what to start under a name and an attempt. */
    public interface Workload {
        WorkloadSpec spec(String name, int attempt, Heartbeats heartbeats);
    }

    /**
     * @param start how many processes the replica will have had
     * @param runtimeDigest of the approved runtime
     */
    public ReplicaProcess start(RunContext run, int ordinal, int start, String runtimeDigest, Workload work) {
        String name = ReplicaProcess.workloadName(ordinal);
        try (Heartbeats heartbeats = Heartbeats.start()) {
            Optional<WorkloadHandle> found = runner.find(run.runId(), name);
            WorkloadHandle workload = found.filter(
                            before -> runner.status(before).running())
                    .orElseGet(() -> {
                        isolation.require(run);
                        return runner.start(
                                work.spec(name, next(found, start), heartbeats).withEgress(isolation.egress(run)));
                    });
            attest(run, runtimeDigest, workload);
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

    /** The run's whole reservation bounds each process, should no worker be left to charge it. */
    public Limits limits(RunContext run, long memoryBytes, int processes) {
        RunCost reserved = recorder.cost(run.runId()).get(BudgetUnit.CPU_SECONDS);
        double cpuSeconds =
                reserved == null ? NO_CPU_LIMIT : reserved.reserved().doubleValue();
        return new Limits(cpuSeconds, memoryBytes, Duration.ZERO, processes, DISK_BYTES);
    }

    /** What the runner says it started must be what was approved. */
    private void attest(RunContext run, String runtimeDigest, WorkloadHandle workload) {
        Attestation attestation = runner.attestation(workload);
        String key = "attestation/" + workload.name() + "/" + workload.attempt();
        recorder.record(
                run.runId(),
                run.actor(),
                List.of(new NewEvent("runner.attested", key, Map.of("attestation", attestation))),
                true);
        if (!runtimeDigest.equals(attestation.runtimeDigest())) {
            runner.stop(workload, STOP_GRACE);
            throw new WorkbenchException(
                    FailureCode.RUNTIME_MISMATCH,
                    "The runner started " + attestation.runtimeDigest() + " instead of the approved " + runtimeDigest
                            + ".");
        }
    }
}
