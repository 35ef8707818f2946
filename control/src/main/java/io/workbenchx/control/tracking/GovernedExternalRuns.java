package io.workbenchx.control.tracking;

import com.github.f4b6a3.uuid.UuidCreator;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.tracking.TrackingSpec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Runs from outside, through the one way in. */
@Component
class GovernedExternalRuns implements ExternalRuns {

    private final RunService runs;
    private final RunRecorder recorder;
    private final WorkflowClient engine;
    private final JsonMapper mapper = JsonMapper.shared();

    GovernedExternalRuns(RunService runs, RunRecorder recorder, WorkflowClient engine) {
        this.runs = runs;
        this.recorder = recorder;
        this.engine = engine;
    }

    @Override
    public UUID start(Caller caller, Project project, String experimentName, @Nullable String runName) {
        TrackingSpec spec = new TrackingSpec(experimentName, runName);
        Run run = runs.start(
                caller,
                project,
                StartRun.of(RunKind.TRACKING, mapper.valueToTree(spec), "mlflow-" + UuidCreator.getTimeOrderedEpoch()));
        if (run.refused()) {
            throw new WorkbenchException(
                    FailureCode.of(String.valueOf(run.failureCode())), String.valueOf(run.failureMessage()));
        }
        return run.id();
    }

    @Override
    public void finish(Caller caller, Project project, UUID runId, String status) {
        Run run = runs.require(caller, project, runId);
        try {
            engine.newUntypedWorkflowStub(RunLauncher.workflowId(project, run)).signal("finish", status);
        } catch (WorkflowNotFoundException neverStarted) {
            // The engine was away when the run began, and the client is done before the dispatcher tried again.
            recorder.finish(runId, caller.name(), outcome(status));
        } catch (WorkflowServiceException away) {
            throw new WorkbenchException(
                    FailureCode.UNAVAILABLE, "The engine did not take the end of run " + runId + ": try again.", away);
        }
    }

    private static RunOutcome outcome(String status) {
        return switch (status) {
            case "FINISHED" -> RunOutcome.succeeded(status);
            case "KILLED" -> RunOutcome.failed(FailureCode.CANCELLED, "The client killed its run.");
            default ->
                RunOutcome.failed(FailureCode.SCRIPT_FAILED, "The client reported that its run ended " + status + ".");
        };
    }
}
