package io.workbenchx.control.schedule;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleState;
import io.temporal.client.schedules.ScheduleUpdate;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.schedule.ScheduledStartWorkflow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine's own schedules: they survive restarts of everything and need no process of ours to watch the clock. */
final class TemporalScheduler implements Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(TemporalScheduler.class);
    private static final Duration RECONCILE_EVERY = Duration.ofMinutes(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final ScheduleClient client;
    private final ScheduleRepository schedules;
    private final ProjectService projects;
    private final Clock clock;
    private Instant reconcileAt = Instant.MIN;

    TemporalScheduler(ScheduleClient client, ScheduleRepository schedules, ProjectService projects, Clock clock) {
        this.client = client;
        this.schedules = schedules;
        this.projects = projects;
        this.clock = clock;
    }

    @Override
    public void apply(Schedule schedule) {
        try {
            if (schedule.state() == Schedule.State.DELETED) {
                delete(schedule);
            } else {
                put(schedule);
            }
        } catch (ScheduleException | StatusRuntimeException away) {
            throw unavailable(schedule, away);
        }
    }

    @Override
    public List<Instant> next(Schedule schedule) {
        if (schedule.state() != Schedule.State.ACTIVE) {
            return List.of();
        }
        try {
            return List.copyOf(handle(schedule).describe().getInfo().getNextActionTimes());
        } catch (ScheduleException | StatusRuntimeException away) {
            throw unavailable(schedule, away);
        }
    }

    /** At start and every few minutes: what the engine lost or never heard of is told again. */
    @Override
    public void round() {
        Instant now = clock.instant();
        if (now.isBefore(reconcileAt)) {
            return;
        }
        reconcileAt = now.plus(RETRY_AFTER);
        try {
            schedules.findAll().forEach(this::apply);
            reconcileAt = now.plus(RECONCILE_EVERY);
        } catch (WorkbenchException away) {
            LOG.warn("Schedules could not be reconciled and will be tried again: {}", away.reason());
        }
    }

    private void put(Schedule schedule) {
        io.temporal.client.schedules.Schedule wanted = definition(schedule);
        try {
            client.createSchedule(
                    id(schedule), wanted, ScheduleOptions.newBuilder().build());
        } catch (ScheduleAlreadyRunningException known) {
            handle(schedule).update(input -> new ScheduleUpdate(wanted));
        }
    }

    private void delete(Schedule schedule) {
        try {
            handle(schedule).delete();
        } catch (ScheduleException failure) {
            if (!notFound(failure)) {
                throw failure;
            }
        }
    }

    private io.temporal.client.schedules.Schedule definition(Schedule schedule) {
        return io.temporal.client.schedules.Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(ScheduledStartWorkflow.TYPE)
                        .setArguments(schedule.id())
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(id(schedule))
                                .setTaskQueue(TaskQueues.WORKBENCH)
                                .setStaticSummary(schedule.name() + ": " + schedule.kind() + " at " + schedule.cron())
                                // The SDK (1.38.0) cannot read back a schedule that has a summary but no details.
                                .setStaticDetails("Starts the run of the schedule " + schedule.name() + ".")
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setCronExpressions(schedule.parsedCron().temporalExpressions())
                        .setTimeZoneName(schedule.timezone())
                        .build())
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(CATCH_UP)
                        .build())
                .setState(ScheduleState.newBuilder()
                        .setPaused(schedule.state() == Schedule.State.PAUSED)
                        .build())
                .build();
    }

    private ScheduleHandle handle(Schedule schedule) {
        return client.getHandle(id(schedule));
    }

    /** {@code <project>/schedule/<id>}: as with runs, the payload codec finds the project's key by it. */
    private String id(Schedule schedule) {
        return projects.require(schedule.projectId()).name() + "/schedule/" + schedule.id();
    }

    private static boolean notFound(ScheduleException failure) {
        return failure.getCause() instanceof StatusRuntimeException status
                && status.getStatus().getCode() == Status.Code.NOT_FOUND;
    }

    private static WorkbenchException unavailable(Schedule schedule, RuntimeException away) {
        return new WorkbenchException(
                FailureCode.UNAVAILABLE,
                "The engine did not take the schedule " + schedule.name() + "; it will be told again: "
                        + away.getMessage(),
                away);
    }
}
