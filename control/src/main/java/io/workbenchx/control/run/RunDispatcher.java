package io.workbenchx.control.run;

import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps the rows and the engine in step: starts what a crash left unstarted, gives free places to queued runs, passes cancels on again, and
 * ends runs whose workflow is gone. Every step is idempotent, so any number of workers may run it.
 */
@Component
public class RunDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RunDispatcher.class);
    /** A run that was just admitted is being started by whoever admitted it. */
    private static final int ADMITTED_SECONDS = 3;
    /** The final event is written just before a workflow closes; only older gaps are real. */
    private static final Duration CLOSED_WITHOUT_OUTCOME = Duration.ofSeconds(20);

    private static final Duration RECONCILE_EVERY = Duration.ofSeconds(10);

    private final RunRepository runs;
    private final RunRecorder recorder;
    private final RunService service;
    private final RunLauncher launcher;
    private final ProjectService projects;
    private final Identity identity;
    private final WorkflowClient client;
    private final EngineProperties engine;
    private final JdbcClient jdbc;
    private Instant lastReconciled = Instant.EPOCH;

    RunDispatcher(
            RunRepository runs,
            RunRecorder recorder,
            RunService service,
            RunLauncher launcher,
            ProjectService projects,
            Identity identity,
            WorkflowClient client,
            EngineProperties engine,
            JdbcClient jdbc) {
        this.runs = runs;
        this.recorder = recorder;
        this.service = service;
        this.launcher = launcher;
        this.projects = projects;
        this.identity = identity;
        this.client = client;
        this.engine = engine;
        this.jdbc = jdbc;
    }

    /** One round; called every second or so. */
    public void dispatch() {
        recorder.admitQueued();
        runs.findAdmittedFor(ADMITTED_SECONDS).forEach(this::launch);
        Instant now = Clock.systemUTC().instant();
        if (Duration.between(lastReconciled, now).compareTo(RECONCILE_EVERY) >= 0) {
            ensurePartitions();
            runs.findCancelling().forEach(run -> launcher.cancel(projects.require(run.projectId()), run));
            runs.findRunning().forEach(this::reconcile);
            wakeWaiting();
            lastReconciled = now;
        }
    }

    /** Wakes runs that wait although people have decided, or the time is over: their signal was lost. */
    public void wakeWaiting() {
        runs.findWaitingForNobody().forEach(run -> launcher.wake(projects.require(run.projectId()), run));
    }

    private void launch(Run run) {
        Project project = projects.require(run.projectId());
        String actor = identity.user(run.createdBy()).map(UserAccount::name).orElse("unknown");
        launcher.launch(project, actor, run, service.pinned(run));
    }

    /** Compares a running run with its workflow. */
    private void reconcile(Run run) {
        Project project = projects.require(run.projectId());
        try {
            WorkflowExecutionDescription workflow = client.newUntypedWorkflowStub(RunLauncher.workflowId(project, run))
                    .describe();
            Instant closed = workflow.getCloseTime();
            boolean over = workflow.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING
                    && workflow.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW
                    && closed != null
                    && closed.isBefore(Clock.systemUTC().instant().minus(CLOSED_WITHOUT_OUTCOME));
            if (over) {
                endWithout(
                        run,
                        "Its workflow was closed (" + workflow.getStatus()
                                + ") without an outcome, from outside the workbench.");
            }
        } catch (WorkflowNotFoundException gone) {
            if (engine.durable()) {
                endWithout(run, "The engine knows its workflow no more.");
            } else {
                restart(run);
            }
        }
    }

    private void restart(Run run) {
        int attempt = recorder.nextAttempt(run.id(), run.attempt(), "the in-process engine was restarted");
        LOG.info("Run {} goes on as attempt {}: the in-process engine was restarted", run.id(), attempt);
        runs.findById(run.id()).filter(current -> current.finishedAt() == null).ifPresent(this::launch);
    }

    private void endWithout(Run run, String reason) {
        LOG.warn("Run {} is ended: {}", run.id(), reason);
        recorder.finish(run.id(), "workbench", RunOutcome.failed(FailureCode.WORKLOAD_LOST, reason));
    }

    private void ensurePartitions() {
        LocalDate month = LocalDate.ofInstant(Clock.systemUTC().instant(), ZoneOffset.UTC);
        for (int ahead = 0; ahead <= 1; ahead++) {
            jdbc.sql("select ops.ensure_event_partition(?)")
                    .param(month.plusMonths(ahead))
                    .query((row, n) -> 0)
                    .list();
        }
    }
}
