package io.workbenchx.activities.replica;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RefusedEgress;
import io.workbenchx.activities.run.RunLedger;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.control.secret.RunSecrets;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.workflows.replica.ReplicaExit;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.replica.ReplicaTerms;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Takes charge of a replica's process and watches it. When the worker goes away the process goes on and the next worker of the host adopts
 * it; when the step is cancelled the process ends.
 */
@Component
class ReplicaWatch {

    private static final Duration ADOPT_WITHIN = Duration.ofMinutes(2);

    private final Runner runner;
    private final RunLedger ledger;
    private final ReplicaRecords records;
    private final HealthProbe probe;
    private final RunSecrets secrets;
    private final RefusedEgress egress;

    ReplicaWatch(
            Runner runner,
            RunLedger ledger,
            ReplicaRecords records,
            HealthProbe probe,
            RunSecrets secrets,
            RefusedEgress egress) {
        this.runner = runner;
        this.ledger = ledger;
        this.records = records;
        this.probe = probe;
        this.secrets = secrets;
        this.egress = egress;
    }

    /** Null when it became healthy, which is on record then. */
    @Nullable ReplicaExit untilHealthy(RunContext run, ReplicaTerms terms, ReplicaProcess process) {
        return watch(run, terms, process, true);
    }

    /** Until the process is gone. */
    ReplicaExit untilEnd(RunContext run, ReplicaTerms terms, ReplicaProcess process) {
        ReplicaExit exit = watch(run, terms, process, false);
        return exit == null ? new ReplicaExit("The server was given up.") : exit;
    }

    private @Nullable ReplicaExit watch(RunContext run, ReplicaTerms terms, ReplicaProcess process, boolean comingUp) {
        Optional<WorkloadHandle> found =
                runner.find(run.runId(), process.name()).filter(workload -> workload.attempt() == process.attempt());
        if (found.isEmpty()) {
            return new ReplicaExit("The server is not on this host any more.");
        }
        ReplicaSession session = session(run, process, found.get());
        try (Heartbeats heartbeats = Heartbeats.start();
                WorkloadLease lease = adopt(run, session.workload(), heartbeats)) {
            return new ReplicaLoop(session, probe, heartbeats, terms, comingUp).go();
        }
    }

    /** Nothing that the process says leaves it unmasked. */
    ReplicaSession session(RunContext run, ReplicaProcess process, WorkloadHandle workload) {
        return new ReplicaSession(run, process, workload, runner, ledger, records, secrets.mask(run));
    }

    /** The attempt before this one may need a moment to notice that it is over. */
    private WorkloadLease adopt(RunContext run, WorkloadHandle workload, Heartbeats heartbeats) {
        long deadline = System.nanoTime() + ADOPT_WITHIN.toNanos();
        while (true) {
            try {
                return runner.adopt(workload, egress.of(run));
            } catch (RunnerException watched) {
                if (System.nanoTime() > deadline) {
                    throw new WorkbenchException(
                            FailureCode.UNAVAILABLE, String.valueOf(watched.getMessage()), watched);
                }
                heartbeats.check();
                ReplicaLoop.pause();
            }
        }
    }
}
