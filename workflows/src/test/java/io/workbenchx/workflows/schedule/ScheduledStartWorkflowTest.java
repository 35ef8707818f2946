package io.workbenchx.workflows.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScheduledStartWorkflowTest {

    private static final UUID SCHEDULE = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID RUN = UUID.fromString("019a0000-0000-7000-8000-000000000002");
    private static final SearchAttributeKey<OffsetDateTime> DUE =
            SearchAttributeKey.forOffsetDateTime("TemporalScheduledStartTime");

    private final List<Instant> fireTimes = new ArrayList<>();
    private int failures;
    private FailureCode failure = FailureCode.UNAVAILABLE;

    private final TestWorkflowEnvironment engine =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setDataConverter(WorkbenchDataConverter.create())
                            .build())
                    .registerSearchAttribute(DUE.getName(), IndexedValueType.INDEXED_VALUE_TYPE_DATETIME)
                    .build());

    @BeforeEach
    void start() {
        Worker worker = engine.newWorker(TaskQueues.WORKBENCH);
        worker.registerWorkflowImplementationTypes(ScheduledStartWorkflowImpl.class);
        worker.registerActivitiesImplementations((ScheduleActivities) this::startRun);
        engine.start();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void startsTheRunOfTheTimeThatWasDueHoweverLate() {
        Instant due = Instant.parse("2026-11-21T10:00:00Z");

        ScheduledStart start = workflow(SearchAttributes.newBuilder()
                        .set(DUE, due.atOffset(ZoneOffset.UTC))
                        .build())
                .start(SCHEDULE);

        assertThat(start).isEqualTo(ScheduledStart.started(RUN));
        assertThat(fireTimes).containsExactly(due);
    }

    @Test
    void keepsToOneTimeWhileItTriesAgain() {
        failures = 3;

        assertThat(workflow(SearchAttributes.EMPTY).start(SCHEDULE).runId()).isEqualTo(RUN);
        assertThat(fireTimes).hasSize(4);
        assertThat(fireTimes.stream().distinct()).hasSize(1);
    }

    @Test
    void givesUpAtOnceWhenTheRunIsRefused() {
        failures = 1;
        failure = FailureCode.PERMISSION_DENIED;

        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> workflow(SearchAttributes.EMPTY).start(SCHEDULE))
                .withCauseInstanceOf(ActivityFailure.class)
                .havingRootCause()
                .isInstanceOf(ApplicationFailure.class);
        assertThat(fireTimes).hasSize(1);
    }

    @Test
    void givesUpAfterAnHour() {
        failures = Integer.MAX_VALUE;

        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> workflow(SearchAttributes.EMPTY).start(SCHEDULE));
    }

    private ScheduledStart startRun(UUID scheduleId, Instant fireTime) {
        assertThat(scheduleId).isEqualTo(SCHEDULE);
        fireTimes.add(fireTime);
        if (fireTimes.size() <= failures) {
            throw ApplicationFailure.newBuilder()
                    .setType(failure.name())
                    .setMessage("no")
                    .setNonRetryable(!failure.category().retryable())
                    .build();
        }
        return ScheduledStart.started(RUN);
    }

    private ScheduledStartWorkflow workflow(SearchAttributes attributes) {
        return engine.getWorkflowClient()
                .newWorkflowStub(
                        ScheduledStartWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.WORKBENCH)
                                .setTypedSearchAttributes(attributes)
                                .build());
    }
}
