package io.workbenchx.api.run;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Whether somebody who watches may go on: a stream outlives the check at its beginning. */
@Component
class Watchers {

    private final Identity identity;
    private final ProjectService projects;

    Watchers(Identity identity, ProjectService projects) {
        this.identity = identity;
        this.projects = projects;
    }

    /** False once the user was disabled, the key revoked, the sign-in ended or the membership taken away. */
    boolean mayStillRead(Caller caller, UUID projectId) {
        return identity.recheck(caller).map(now -> mayRead(now, projectId)).orElse(false);
    }

    private boolean mayRead(Caller caller, UUID projectId) {
        try {
            projects.authorize(caller, projects.require(projectId).name(), Permission.RUN_READ);
            return true;
        } catch (WorkbenchException refusal) {
            return false;
        }
    }
}
