package io.workbenchx.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.schedule.Schedule;
import io.workbenchx.control.schedule.ScheduleService;
import io.workbenchx.control.schedule.ScheduleService.NewSchedule;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.schedule.ScheduledStart;
import io.workbenchx.workflows.schedule.ScheduledStartWorkflow;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Schedules by the real worker: its loop where the engine has none, its queues where a schedule of the engine starts the workflow. */
class ScheduleJourneyIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RunningWorker worker = RunningWorker.get();
    private final Project project = worker.project();
    private final ScheduleService schedules = worker.bean(ScheduleService.class);

    @Test
    void theWorkersLoopStartsWhatIsDue() {
        create("every-second", "* * * * * *");

        Schedule fired = Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> schedules.require(project, "every-second"), schedule -> schedule.lastRunId() != null);

        assertThat(worker.ended(fired.lastRunId()).state()).isEqualTo(RunState.SUCCEEDED);
        schedules.delete(project, "every-second");
    }

    @Test
    void theWorkflowOfAScheduleStartsAGovernedRun() {
        Schedule schedule = create("yearly", "0 0 1 1 *");
        ScheduledStartWorkflow workflow = worker.bean(WorkflowClient.class)
                .newWorkflowStub(
                        ScheduledStartWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.WORKBENCH)
                                .setWorkflowId(project.name() + "/schedule/" + schedule.id())
                                .build());

        ScheduledStart start = workflow.start(schedule.id());

        assertThat(start.outcome()).isEqualTo("STARTED");
        Run run = worker.ended(start.runId());
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.scheduleId()).isEqualTo(schedule.id());
        schedules.delete(project, "yearly");
    }

    private Schedule create(String name, String cron) {
        return schedules.create(
                worker.caller(), project, new NewSchedule(name, cron, "UTC", "probe", JSON.readTree("{}"), Map.of()));
    }
}
