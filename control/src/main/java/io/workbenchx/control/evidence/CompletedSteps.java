package io.workbenchx.control.evidence;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskCompletedEventAttributes;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The steps that the engine knows to have succeeded, as events with the very keys under which their workers record them. */
final class CompletedSteps {

    private CompletedSteps() {}

    static List<NewEvent> in(WorkflowExecutionHistory history) {
        String engineRun = EngineHistories.engineRun(history);
        List<NewEvent> completed = new ArrayList<>();
        for (HistoryEvent event : history.getEvents()) {
            if (event.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED) {
                completed.add(step(engineRun, event, history.getEvents()));
            }
        }
        return completed;
    }

    /** Ids of events are their places in the history, counted from 1. */
    private static NewEvent step(String engineRun, HistoryEvent event, List<HistoryEvent> events) {
        ActivityTaskCompletedEventAttributes end = event.getActivityTaskCompletedEventAttributes();
        HistoryEvent begun = events.get((int) end.getStartedEventId() - 1);
        int attempt = begun.getActivityTaskStartedEventAttributes().getAttempt();
        ActivityTaskScheduledEventAttributes scheduled =
                events.get((int) end.getScheduledEventId() - 1).getActivityTaskScheduledEventAttributes();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("ms", millis(event) - millis(begun));
        data.put("step", scheduled.getActivityType().getName());
        data.put("attempt", attempt);
        data.put("queue", scheduled.getTaskQueue().getName());
        return new NewEvent(
                "step.completed",
                NewEvent.stepKey(engineRun, scheduled.getActivityId(), attempt, "step.completed"),
                data);
    }

    private static long millis(HistoryEvent event) {
        return event.getEventTime().getSeconds() * 1000 + event.getEventTime().getNanos() / 1_000_000;
    }
}
