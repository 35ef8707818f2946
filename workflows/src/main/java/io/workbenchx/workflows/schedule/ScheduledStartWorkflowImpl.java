package io.workbenchx.workflows.schedule;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.TaskQueues;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public class ScheduledStartWorkflowImpl implements ScheduledStartWorkflow {

    /** Set by the engine: the time that was due, however late the workflow starts. */
    private static final SearchAttributeKey<OffsetDateTime> DUE =
            SearchAttributeKey.forOffsetDateTime("TemporalScheduledStartTime");

    private final ScheduleActivities activities = Workflow.newActivityStub(
            ScheduleActivities.class,
            ActivityOptions.newBuilder()
                    .setTaskQueue(TaskQueues.WORKBENCH)
                    .setStartToCloseTimeout(Duration.ofSeconds(30))
                    .setScheduleToCloseTimeout(Duration.ofHours(1))
                    .build());

    @Override
    public ScheduledStart start(UUID scheduleId) {
        return activities.startRun(scheduleId, fireTime());
    }

    private static Instant fireTime() {
        @Nullable OffsetDateTime due = Workflow.getTypedSearchAttributes().get(DUE);
        return due != null
                ? due.toInstant()
                : Instant.ofEpochMilli(Workflow.getInfo().getRunStartedTimestampMillis())
                        .truncatedTo(ChronoUnit.SECONDS);
    }
}
