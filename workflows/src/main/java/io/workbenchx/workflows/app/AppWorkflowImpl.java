package io.workbenchx.workflows.app;

import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.app.AppProgress.Phase;
import io.workbenchx.workflows.app.AppResult.Ending;
import io.workbenchx.workflows.replica.ReplicaReport;
import io.workbenchx.workflows.replica.ReplicaSet;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

public class AppWorkflowImpl implements AppWorkflow {

    /** Far below the engine's own limit, so that a history stays quick to replay. */
    private static final int LONG_HISTORY = 2_000;

    private final Logger log = Workflow.getLogger(AppWorkflowImpl.class);
    private final AppActivities control = AppOptions.control();
    private final ReplicaSet replicas = new ReplicaSet(AppReplicaWorkflow.TYPE);
    private Phase phase = Phase.STARTING;
    private int release;
    private long news;
    private long awakeSince;
    private boolean stopRequested;
    private boolean sleepRequested;
    private boolean wakeRequested;
    private @Nullable UUID replacedBy;

    @Override
    public AppResult run(RunContext run, AppSpec spec, @Nullable CarriedApp carried) {
        if (carried != null) {
            replicas.resume(spec.replicas(), carried.replicas());
            stopRequested |= carried.stopRequested();
            replacedBy = replacedBy == null ? carried.replacedBy() : replacedBy;
            release = carried.release();
            awakeSince = carried.awakeSince();
            phase = Phase.SERVING;
        }
        return GovernedRun.govern(run, () -> deploy(run, spec));
    }

    private AppResult deploy(RunContext run, AppSpec spec) {
        try {
            if (phase == Phase.STARTING) {
                takeOver(run, spec);
            }
            while (!ending()) {
                serve(run, spec);
                if (!ending()) {
                    sleepUntilWoken(run, spec);
                }
            }
            Ending ending = replacedBy == null ? Ending.STOPPED : Ending.REPLACED;
            end(run, spec, ending);
            return new AppResult(spec.app(), release, ending, replacedBy, replicas.restarts());
        } catch (TemporalFailure | WorkbenchException failure) {
            Workflow.newDetachedCancellationScope(() -> end(run, spec, endingOf(failure)))
                    .run();
            throw failure;
        }
    }

    /** Up to the moment the traffic comes here; the old release keeps it when anything fails. */
    private void takeOver(RunContext run, AppSpec spec) {
        AppStanding standing = control.openApp(run, spec);
        release = standing.release();
        if (succeeded(spec, standing)) {
            return;
        }
        replicas.want(spec.replicas());
        bringUp(run, spec, standing.served(), replicas::allHealthy);
        if (ending()) {
            return;
        }
        standing = control.takeTraffic(run, spec);
        if (succeeded(spec, standing)) {
            return;
        }
        serving();
        standing.predecessors().forEach(predecessor -> tell(run, predecessor));
    }

    /** Whether a newer deployment has taken the app: an orderly end for a run that once served it, a failure for one that never did. */
    private boolean succeeded(AppSpec spec, AppStanding standing) {
        if (standing.successor() == null) {
            return false;
        }
        if (!standing.served()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The newer deployment " + standing.successor() + " serves the app " + spec.app()
                            + " already: deploy again to replace it.");
        }
        replacedBy = standing.successor();
        return true;
    }

    /** Starts replicas one after the other, so that a machine that serves already is not stopped short by all of them at once. */
    private void bringUp(RunContext run, AppSpec spec, boolean keepTrying, Supplier<Boolean> enough) {
        while (!enough.get() && !ending()) {
            if (replicas.settled()) {
                replicas.startNext(run, spec, keepTrying);
            }
            long seen = news;
            show(spec);
            Workflow.await(() -> ending() || enough.get() || (news != seen && replicas.settled()) || failed());
            throwFailure(spec);
        }
    }

    private void serving() {
        phase = Phase.SERVING;
        awakeSince = Workflow.currentTimeMillis();
    }

    /** Until it ends, or nobody has used it for long enough. */
    private void serve(RunContext run, AppSpec spec) {
        sleepRequested = false;
        Duration pause = spec.sleepAfter();
        while (!ending() && !sleepRequested) {
            show(spec);
            long seen = news;
            boolean changed = await(
                    pause,
                    () -> ending()
                            || sleepRequested
                            || failed()
                            || news != seen
                            || replicas.unbalanced()
                            || historyIsLong());
            throwFailure(spec);
            if (ending()) {
                return;
            }
            if (changed) {
                control.followReplicas(run, spec);
                replicas.startMissing(run, spec, true);
            } else if (spec.sleepAfter() != null) {
                pause = restingTime(run, spec, spec.sleepAfter());
                sleepRequested |= pause.isZero();
            }
            if (historyIsLong()) {
                Workflow.await(Workflow::isEveryHandlerFinished);
                Workflow.continueAsNew(
                        run, spec, new CarriedApp(release, replicas.all(), stopRequested, replacedBy, awakeSince));
            }
        }
    }

    /** How long to wait until it may have been idle for long enough; zero when it has. */
    private Duration restingTime(RunContext run, AppSpec spec, Duration sleepAfter) {
        AppUse use = control.appUse(run, spec);
        if (use.open() > 0) {
            return sleepAfter;
        }
        long last = use.lastRequestAt() == null ? 0 : use.lastRequestAt().toEpochMilli();
        long idle = Workflow.currentTimeMillis() - Math.max(last, awakeSince);
        return idle >= sleepAfter.toMillis() ? Duration.ZERO : sleepAfter.minusMillis(Math.max(0, idle));
    }

    /** What is under way is finished first; whoever comes meanwhile is held by the front door, and wakes it again. */
    private void sleepUntilWoken(RunContext run, AppSpec spec) {
        phase = Phase.ASLEEP;
        wakeRequested = false;
        control.fallAsleep(run, spec);
        AppOptions.draining(spec).releaseTraffic(run, spec);
        if (!wakeRequested) {
            replicas.want(0);
            replicas.stopAll(run);
            show(spec);
            Workflow.await(() -> ending() || wakeRequested);
        }
        if (ending()) {
            return;
        }
        phase = Phase.WAKING;
        replicas.want(spec.replicas());
        bringUp(run, spec, true, () -> replicas.healthy() > 0);
        if (!ending()) {
            control.followReplicas(run, spec);
            serving();
        }
    }

    private void end(RunContext run, AppSpec spec, Ending ending) {
        boolean served = phase != Phase.STARTING;
        phase = Phase.ENDING;
        control.closeApp(run, spec, ending);
        if (served && replicas.living()) {
            AppOptions.draining(spec).releaseTraffic(run, spec);
        }
        replicas.stopAll(run);
        control.endApp(run, spec, ending);
    }

    private void tell(RunContext run, UUID predecessor) {
        String workflowId = run.project() + "/" + RunKind.APP.wireName() + "/" + predecessor;
        try {
            Workflow.newExternalWorkflowStub(AppWorkflow.class, workflowId).replaced(run.runId());
        } catch (ApplicationFailure | SignalExternalWorkflowException gone) {
            log.info("The deployment {} replaced by {} had ended before", predecessor, run.runId());
        }
    }

    private boolean failed() {
        return replicas.failure().isPresent();
    }

    private void throwFailure(AppSpec spec) {
        replicas.failure().ifPresent(report -> {
            FailureCode code = report.code() == null ? FailureCode.UNHEALTHY : report.code();
            throw new WorkbenchException(code, "App " + spec.app() + ", release " + release + ": " + report.reason());
        });
    }

    private static Ending endingOf(RuntimeException failure) {
        return failure instanceof CanceledFailure ? Ending.CANCELLED : Ending.FAILED;
    }

    private boolean ending() {
        return stopRequested || replacedBy != null;
    }

    private static boolean await(@Nullable Duration longest, Supplier<Boolean> condition) {
        if (longest != null) {
            return Workflow.await(longest, condition);
        }
        Workflow.await(condition);
        return true;
    }

    private static boolean historyIsLong() {
        return Workflow.getInfo().isContinueAsNewSuggested()
                || Workflow.getInfo().getHistoryLength() > LONG_HISTORY;
    }

    private void show(AppSpec spec) {
        Workflow.setCurrentDetails(spec.app() + ", release " + release + ": " + phase + ", " + replicas.healthy()
                + " of " + replicas.wanted() + " replicas healthy, " + replicas.restarts() + " restarts");
    }

    @Override
    public void replicaChanged(ReplicaReport report) {
        replicas.report(report);
        news++;
    }

    @Override
    public void replaced(UUID byRun) {
        replacedBy = byRun;
    }

    @Override
    public void stop() {
        stopRequested = true;
    }

    @Override
    public void sleep() {
        sleepRequested = phase == Phase.SERVING;
    }

    @Override
    public void wake() {
        wakeRequested = true;
    }

    @Override
    public AppProgress progress() {
        return new AppProgress(release, phase, replicas.wanted(), replicas.all());
    }
}
