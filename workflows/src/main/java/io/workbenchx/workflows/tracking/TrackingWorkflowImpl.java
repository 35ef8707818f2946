package io.workbenchx.workflows.tracking;

import io.temporal.workflow.Workflow;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.GovernedRun;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

public class TrackingWorkflowImpl implements TrackingWorkflow {

    /** A client that vanished must not leave its run RUNNING for ever. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private @Nullable String status;

    @Override
    public String run(RunContext run, TrackingSpec spec) {
        return GovernedRun.govern(run, this::awaitClient);
    }

    private String awaitClient() {
        if (!Workflow.await(LONGEST, () -> status != null)) {
            throw new WorkbenchException(
                    FailureCode.TIMED_OUT, "The client did not end its run within " + LONGEST.toDays() + " days.");
        }
        String reported = String.valueOf(status);
        return switch (reported) {
            case "FINISHED" -> reported;
            case "KILLED" -> throw new WorkbenchException(FailureCode.CANCELLED, "The client killed its run.");
            default ->
                throw new WorkbenchException(
                        FailureCode.SCRIPT_FAILED, "The client reported that its run ended " + reported + ".");
        };
    }

    @Override
    public void finish(String reported) {
        status = status == null ? reported : status;
    }
}
