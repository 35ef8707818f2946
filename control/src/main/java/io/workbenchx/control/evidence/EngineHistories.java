package io.workbenchx.control.evidence;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads histories from the engine: a workflow, its children, and the executions that continue each other. */
@Component
class EngineHistories {

    private static final Logger LOG = LoggerFactory.getLogger(EngineHistories.class);
    private static final Set<EventType> CLOSED = Set.of(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);

    private final WorkflowClient client;

    EngineHistories(WorkflowClient client) {
        this.client = client;
    }

    /** The newest execution of a workflow, or nothing when the engine does not know it (any more). */
    Optional<WorkflowExecutionHistory> newest(String workflowId) {
        return fetch(WorkflowExecution.newBuilder().setWorkflowId(workflowId).build());
    }

    /** Whether the history says how its workflow ended. */
    static boolean closed(WorkflowExecutionHistory history) {
        return CLOSED.contains(history.getLastEvent().getEventType());
    }

    /** Which execution of its workflow a history is of; the SDK names all of them alike. */
    static String engineRun(WorkflowExecutionHistory history) {
        return history.getEvents()
                .get(0)
                .getWorkflowExecutionStartedEventAttributes()
                .getOriginalExecutionRunId();
    }

    /** All executions that a workflow's newest one leads to, itself not included. */
    List<WorkflowExecutionHistory> relatedTo(WorkflowExecutionHistory newest) {
        Set<String> seen = new HashSet<>();
        seen.add(engineRun(newest));
        Deque<WorkflowExecution> open = new ArrayDeque<>(references(newest));
        List<WorkflowExecutionHistory> found = new ArrayList<>();
        while (!open.isEmpty()) {
            WorkflowExecution execution = open.remove();
            if (seen.add(execution.getRunId())) {
                fetch(execution).ifPresent(history -> {
                    found.add(history);
                    open.addAll(references(history));
                });
            }
        }
        return List.copyOf(found);
    }

    private static List<WorkflowExecution> references(WorkflowExecutionHistory history) {
        String workflowId = history.getWorkflowExecution().getWorkflowId();
        return history.getEvents().stream()
                .flatMap(event -> Stream.of(
                        event.getChildWorkflowExecutionStartedEventAttributes().getWorkflowExecution(),
                        execution(workflowId, continuedFrom(event)),
                        execution(workflowId, continuedAs(event))))
                .filter(execution -> !execution.getRunId().isEmpty())
                .toList();
    }

    private static String continuedFrom(HistoryEvent event) {
        return event.getWorkflowExecutionStartedEventAttributes().getContinuedExecutionRunId();
    }

    private static String continuedAs(HistoryEvent event) {
        return event.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId();
    }

    private static WorkflowExecution execution(String workflowId, String runId) {
        return WorkflowExecution.newBuilder()
                .setWorkflowId(workflowId)
                .setRunId(runId)
                .build();
    }

    private Optional<WorkflowExecutionHistory> fetch(WorkflowExecution execution) {
        try {
            return Optional.of(
                    execution.getRunId().isEmpty()
                            ? client.fetchHistory(execution.getWorkflowId())
                            : client.fetchHistory(execution.getWorkflowId(), execution.getRunId()));
        } catch (WorkflowNotFoundException gone) {
            return unknown(execution);
        } catch (StatusRuntimeException failure) {
            if (failure.getStatus().getCode() == Status.Code.NOT_FOUND) {
                return unknown(execution);
            }
            throw failure;
        }
    }

    private static Optional<WorkflowExecutionHistory> unknown(WorkflowExecution execution) {
        LOG.info("The engine knows no history of {} (any more)", execution.getWorkflowId());
        return Optional.empty();
    }
}
