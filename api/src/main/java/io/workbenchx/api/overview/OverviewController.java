package io.workbenchx.api.overview;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.overview.ProjectOverview;
import io.workbenchx.control.project.Project;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a dashboard shows of one project. */
@RestController
@RequestMapping("/api/v1/projects/{project}/overview")
class OverviewController {

    private final ProjectOverview overviews;

    OverviewController(ProjectOverview overviews) {
        this.overviews = overviews;
    }

    /** Runs by state, share of complete lineage, budget. */
    @Requires(Permission.PROJECT_READ)
    @GetMapping
    ProjectOverview.Overview overview(Project project) {
        return overviews.of(project);
    }
}
