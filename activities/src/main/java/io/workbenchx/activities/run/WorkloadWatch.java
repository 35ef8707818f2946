package io.workbenchx.activities.run;

import io.workbenchx.control.run.RunLogs;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Watches one workload to its end: passes its output on, charges what it uses, keeps the heartbeat going, and stops it when the run is
 * cancelled or out of budget. When the worker goes away the workload goes on, and the next attempt watches it from where this one stopped.
 */
@Component
public class WorkloadWatch {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CHARGE_EVERY = Duration.ofSeconds(2);
    private static final Duration ADOPT_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final int TAIL_BYTES = 4 << 10;
    private static final int TAIL_LINES = 5;

    private final Runner runner;
    private final RunLogs logs;
    private final LogProperties limits;
    private final RunOutput output;
    private final RunLedger ledger;
    private final RefusedEgress egress;

    WorkloadWatch(
            Runner runner,
            RunLogs logs,
            LogProperties limits,
            RunOutput output,
            RunLedger ledger,
            RefusedEgress egress) {
        this.runner = runner;
        this.logs = logs;
        this.limits = limits;
        this.output = output;
        this.ledger = ledger;
        this.egress = egress;
    }

    /**
     * Returns when the workload has ended, its output is on record and its usage charged.
     *
     * @param mask for the output: what it hides is neither stored nor streamed
     * @throws io.temporal.client.ActivityCompletionException when the run was cancelled (the workload is dead then) or the worker shuts
     *     down (it lives on)
     * @throws WorkbenchException BUDGET_EXHAUSTED or CANCELLED by the control plane; the workload is dead then
     * @throws io.workbenchx.providers.runner.LeaseLostException when another worker watches it, or may by now because this one stood still
     *     too long: the workload lives on
     */
    public WorkloadStatus untilEnd(RunContext run, WorkloadHandle workload, SecretMask mask) {
        return until(run, workload, mask, status -> false);
    }

    /**
     * As {@link #untilEnd}, but also returns, with the workload running, as soon as something is so.
     *
     * @param enough asked again and again while it runs; throws to end the watch, not the workload
     */
    public WorkloadStatus until(
            RunContext run, WorkloadHandle workload, SecretMask mask, Predicate<WorkloadStatus> enough) {
        try (Heartbeats heartbeats = Heartbeats.start();
                WorkloadLease lease = adopt(run, workload, heartbeats)) {
            return watch(run, workload, mask, lease, heartbeats, enough);
        }
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
                pause();
            }
        }
    }

    private WorkloadStatus watch(
            RunContext run,
            WorkloadHandle workload,
            SecretMask mask,
            WorkloadLease lease,
            Heartbeats heartbeats,
            Predicate<WorkloadStatus> enough) {
        MaskedLog log = new MaskedLog(runner, logs, workload, mask, limits, lease);
        long charged = 0;
        while (true) {
            WorkloadStatus status = runner.status(workload);
            lease.check();
            log.pump();
            long now = System.nanoTime();
            if (!status.running()) {
                log.pumpToTheEnd();
                charge(run, workload, status);
                return status;
            }
            try {
                if (charged == 0 || now - charged >= CHARGE_EVERY.toNanos()) {
                    charge(run, workload, status).check();
                    charged = now;
                }
                heartbeats.check();
            } catch (io.temporal.client.ActivityCanceledException | WorkbenchException stop) {
                lease.check();
                charge(run, workload, runner.stop(workload, STOP_GRACE));
                log.pumpToTheEnd();
                throw stop;
            }
            if (enough.test(status)) {
                return status;
            }
            pause();
        }
    }

    private RunRecorder.Standing charge(RunContext run, WorkloadHandle workload, WorkloadStatus status) {
        return ledger.charge(
                run,
                "workload/" + workload.name(),
                BigDecimal.valueOf(status.usage().cpuSeconds()));
    }

    /**
     * The failure an ended workload means, with the last lines it wrote; returns when it succeeded.
     *
     * @param log its output, archived by now
     */
    public void requireSuccess(RunContext run, String what, WorkloadStatus status, RunOutput.Archived log) {
        WorkloadStatus.Reason reason = status.reason() == null ? WorkloadStatus.Reason.LOST : status.reason();
        Integer exitCode = status.exitCode();
        if (reason == WorkloadStatus.Reason.EXITED && exitCode != null && exitCode == 0) {
            return;
        }
        throw switch (reason) {
            case EXITED ->
                new WorkbenchException(
                        FailureCode.SCRIPT_FAILED,
                        what + " ended with exit code " + exitCode + "." + tail(run, log.bytes()));
            case OUT_OF_MEMORY ->
                new WorkbenchException(
                        FailureCode.OUT_OF_MEMORY,
                        what + " needed more memory than its limit allows: raise memoryBytes.");
            case CPU_LIMIT ->
                new WorkbenchException(
                        FailureCode.BUDGET_EXHAUSTED,
                        what + " used up the CPU seconds reserved for it: start it again with a larger budget.");
            case WALL_LIMIT ->
                new WorkbenchException(
                        FailureCode.TIMED_OUT,
                        what + " did not end within its timeout: raise it, or make the work smaller.");
            case DISK_LIMIT ->
                new WorkbenchException(
                        FailureCode.DISK_FULL,
                        what + " reached its disk quota: what it wrote to its workspace did not fit.");
            case PROCESS_LIMIT ->
                new WorkbenchException(
                        FailureCode.TOO_MANY_PROCESSES,
                        what + " was refused more processes than its limit allows, and ended with exit code " + exitCode
                                + ": raise processes, or start fewer.");
            case STOPPED -> new WorkbenchException(FailureCode.CANCELLED, what + " was stopped.");
            case LOST ->
                new WorkbenchException(
                        FailureCode.WORKLOAD_LOST,
                        what + " vanished without an exit code: it was killed from outside, or its host went down.");
        };
    }

    private String tail(RunContext run, long end) {
        byte[] last = output.read(run.projectId(), run.runId(), Math.max(0, end - TAIL_BYTES), TAIL_BYTES)
                .content();
        List<String> lines =
                new String(last, StandardCharsets.UTF_8).strip().lines().toList();
        return lines.isEmpty()
                ? ""
                : " Its last lines: " + OneLine.of(lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkbenchException(FailureCode.UNAVAILABLE, "The worker is shutting down.", e);
        }
    }
}
