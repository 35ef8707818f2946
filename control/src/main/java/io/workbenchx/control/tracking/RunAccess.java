package io.workbenchx.control.tracking;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Which tracked runs a caller may see and write to. What is not theirs does not exist for them. */
@Component
public class RunAccess {

    private final TrackedRunRepository runs;

    RunAccess(TrackedRunRepository runs) {
        this.runs = runs;
    }

    /**
     * @throws WorkbenchException NOT_FOUND for runs of other projects, and for all other runs when the caller is a run itself
     */
    @Transactional(readOnly = true)
    public TrackedRun readable(Caller caller, Project project, UUID runId) {
        if (caller.isRun() && !runId.equals(caller.runId())) {
            throw unknown(runId);
        }
        return runs.find(project.id(), runId).orElseThrow(() -> unknown(runId));
    }

    /**
     * @throws WorkbenchException NOT_FOUND as in {@link #readable}; SPEC_INVALID for a deleted run; CONFLICT for a job that has ended
     */
    @Transactional(readOnly = true)
    public TrackedRun writable(Caller caller, Project project, UUID runId) {
        TrackedRun run = readable(caller, project, runId);
        if (!run.lifecycle().equals("active")) {
            throw TrackingLimits.invalid("The run " + runId + " is deleted: it must be in the 'active' state.");
        }
        if (run.sealed()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The run " + runId + " has ended (" + run.status()
                            + "): what it logged is sealed. Start a new run.",
                    Map.of("state", run.status()),
                    null);
        }
        return run;
    }

    static WorkbenchException unknown(UUID runId) {
        return new WorkbenchException(FailureCode.NOT_FOUND, "There is no run with id " + runId + " in this project.");
    }
}
