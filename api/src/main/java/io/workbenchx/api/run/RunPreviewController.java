package io.workbenchx.api.run;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunPreview;
import io.workbenchx.control.run.RunPreviews;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a run would cost. */
@RestController
@RequestMapping("/api/v1/projects/{project}/runs/preview")
class RunPreviewController {

    private final RunPreviews previews;

    RunPreviewController(RunPreviews previews) {
        this.previews = previews;
    }

    /** Takes the body that starts a run, and starts nothing. */
    @Requires(Permission.RUN_WRITE)
    @PostMapping
    RunPreview preview(Caller caller, Project project, @RequestBody RunController.NewRun request) {
        return previews.of(caller, project, request.as(""));
    }
}
