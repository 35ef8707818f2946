package io.workbenchx.api.site;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteVisits;
import io.workbenchx.control.site.Sites;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Addresses of services, ways in, and who is inside. Sites are opened and closed by the runs behind them. */
@RestController
@RequestMapping("/api/v1")
class SiteController {

    private final Sites sites;
    private final SiteVisits visits;
    private final SiteViews views;
    private final ProjectService projects;

    SiteController(Sites sites, SiteVisits visits, SiteViews views, ProjectService projects) {
        this.sites = sites;
        this.visits = visits;
        this.views = views;
        this.projects = projects;
    }

    /**
     * @param path page to show first; null: the site's own
     */
    record EntryRequest(@Nullable String path) {}

    record AccessRequest(@Nullable SiteAccess access) {}

    @Requires(Permission.SITE_READ)
    @GetMapping("/projects/{project}/sites")
    Map<String, List<SiteView>> all(Project project) {
        return Map.of("items", sites.of(project).stream().map(views::of).toList());
    }

    @Requires(Permission.SITE_READ)
    @GetMapping("/projects/{project}/sites/{label}")
    SiteView one(Project project, @PathVariable String label) {
        return views.of(sites.require(project, label));
    }

    /** A way in for one browser: the URL is good once and for a minute. */
    @Requires(Permission.SITE_ENTER)
    @PostMapping("/projects/{project}/sites/{label}/entry")
    @ResponseStatus(HttpStatus.CREATED)
    SiteVisits.Code enter(
            Caller caller,
            Project project,
            @PathVariable String label,
            @RequestBody(required = false) @Nullable EntryRequest request) {
        return visits.code(caller, project, label, path(request));
    }

    /** The same for a site of a project that the caller need not be a member of, if it is open to whoever has an account. */
    @Requires(Permission.SIGNED_IN)
    @PostMapping("/sites/{label}/entry")
    @ResponseStatus(HttpStatus.CREATED)
    SiteVisits.Code enterAny(
            Caller caller, @PathVariable String label, @RequestBody(required = false) @Nullable EntryRequest request) {
        return visits.code(caller, null, label, path(request));
    }

    private static String path(@Nullable EntryRequest request) {
        return request == null || request.path() == null ? "/" : request.path();
    }

    /** Says who may enter. What belongs to its owner alone only the owner opens to others; only an admin of the project opens to everybody. */
    @Requires(Permission.SITE_WRITE)
    @PutMapping("/projects/{project}/sites/{label}/access")
    SiteView access(Caller caller, Project project, @PathVariable String label, @RequestBody AccessRequest request) {
        if (request.access() == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "A site is open to OWNER, MEMBERS, SIGNED_IN or PUBLIC.");
        }
        Site site = sites.require(project, label);
        if (site.access() == SiteAccess.OWNER && !site.owner().equals(caller.userId())) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "The site " + label + " is its owner's alone: only the owner can open it to others.");
        }
        if (request.access() == SiteAccess.PUBLIC) {
            projects.authorize(caller, project.name(), Permission.PROJECT_WRITE);
        }
        sites.setAccess(caller, project, site.id(), request.access());
        return views.of(sites.require(project, label));
    }

    /** Browsers that are inside. */
    @Requires(Permission.SITE_READ)
    @GetMapping("/projects/{project}/sites/{label}/sessions")
    Map<String, List<SiteVisits.Session>> sessions(Project project, @PathVariable String label) {
        return Map.of("items", visits.of(sites.require(project, label)));
    }

    /** Puts a browser out, its open WebSockets and streams included. */
    @Requires(Permission.SITE_WRITE)
    @DeleteMapping("/projects/{project}/sites/{label}/sessions/{session}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(Caller caller, Project project, @PathVariable String label, @PathVariable UUID session) {
        visits.revoke(caller, project, sites.require(project, label), session);
    }
}
