package io.workbenchx.control.run;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.Priority;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.approval.WaitForApproval;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunContextPropagator;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.TaskQueues;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/**
 * Hands admitted runs to the engine. Starting is idempotent by workflow id; when the engine does not answer, the row stays ADMITTED and the
 * dispatcher tries again: the row is the outbox.
 */
@Component
public class RunLauncher implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(RunLauncher.class);

    private static final long PATIENCE_SECONDS = 3;

    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "engine-deadlines");
        thread.setDaemon(true);
        return thread;
    });
    private final WorkflowClient client;
    /** Looked up at the first start: some handlers need what starts runs. */
    private final Supplier<Map<RunKind, RunKindHandler>> handlers;

    RunLauncher(WorkflowClient client, ObjectProvider<RunKindHandler> handlers) {
        this.client = client;
        this.handlers = SingletonSupplier.of(() ->
                handlers.stream().collect(Collectors.toUnmodifiableMap(RunKindHandler::kind, handler -> handler)));
    }

    /** Starts the workflow of an admitted run, or leaves it to the dispatcher when the engine is away. */
    public void launch(Project project, String actor, Run run, RunSpec spec) {
        RunContext context = new RunContext(
                run.id(), project.id(), project.name(), run.runKind(), actor, run.attempt(), run.gated());
        RunKindHandler handler = handlers.get().get(run.runKind());
        if (handler != null) {
            handler.onAdmitted(project, run);
        }
        unlessAway("take run " + run.id(), () -> startWorkflow(project, run, spec, context));
    }

    private void startWorkflow(Project project, Run run, RunSpec spec, RunContext context) {
        try (var scope = RunContextPropagator.open(context)) {
            client.newUntypedWorkflowStub(run.runKind().workflowType(), options(project, run, context))
                    .start(context, spec);
        } catch (WorkflowExecutionAlreadyStarted already) {
            LOG.debug("Run {} was started before", run.id());
        }
    }

    /** Passes a cancel request on; false when the engine knows no such open workflow. */
    public boolean cancel(Project project, Run run) {
        AtomicBoolean known = new AtomicBoolean(true);
        unlessAway("cancel run " + run.id(), () -> {
            try {
                client.newUntypedWorkflowStub(workflowId(project, run)).cancel();
            } catch (WorkflowNotFoundException gone) {
                known.set(false);
            }
        });
        return known.get();
    }

    /** Tells a run that waits for people to look again; one that is not there needs no word. */
    public void wake(Project project, Run run) {
        unlessAway("wake run " + run.id(), () -> {
            try {
                client.newUntypedWorkflowStub(workflowId(project, run)).signal(WaitForApproval.SIGNAL);
            } catch (WorkflowNotFoundException gone) {
                LOG.debug("Run {} does not wait in the engine", run.id());
            }
        });
    }

    /** Callers do not wait for an engine that is away: the dispatcher repeats what did not get through. */
    private void unlessAway(String what, Runnable call) {
        try (Context.CancellableContext patience =
                Context.current().withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS, deadlines)) {
            patience.run(call);
        } catch (WorkflowServiceException | StatusRuntimeException away) {
            LOG.warn("The engine did not {}; it will be asked again: {}", what, String.valueOf(away.getMessage()));
        }
    }

    @Override
    public void destroy() {
        deadlines.shutdownNow();
    }

    /** {@code <project>/<kind>/<run id>}. */
    public static String workflowId(Project project, Run run) {
        return project.name() + "/" + run.kind() + "/" + run.id();
    }

    private static WorkflowOptions options(Project project, Run run, RunContext context) {
        return WorkflowOptions.newBuilder()
                .setWorkflowId(context.workflowId())
                .setTaskQueue(TaskQueues.WORKBENCH)
                .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                .setDisableEagerExecution(false)
                .setStaticSummary(run.summary() + ", by " + context.actor())
                .setPriority(Priority.newBuilder()
                        .setPriorityKey(run.priority())
                        .setFairnessKey(project.id().toString())
                        .build())
                .setTypedSearchAttributes(SearchAttributes.newBuilder()
                        .set(SearchAttributeKey.forKeyword("WbxProject"), project.name())
                        .set(SearchAttributeKey.forKeyword("WbxKind"), run.kind())
                        .set(SearchAttributeKey.forKeyword("WbxActor"), context.actor())
                        .set(SearchAttributeKey.forKeyword("WbxRun"), run.id().toString())
                        .build())
                .build();
    }
}
