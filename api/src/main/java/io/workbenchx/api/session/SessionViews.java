package io.workbenchx.api.session;

import io.workbenchx.api.run.RunView;
import io.workbenchx.api.run.RunViews;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.session.Session;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.Sites;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.session.SessionSpec;
import org.springframework.stereotype.Component;

/** Makes {@link SessionView}s. */
@Component
class SessionViews {

    private final RunService runs;
    private final RunViews runViews;
    private final Sites sites;

    SessionViews(RunService runs, RunViews runViews, Sites sites) {
        this.runs = runs;
        this.runViews = runViews;
        this.sites = sites;
    }

    SessionView of(Caller caller, Project project, Session session) {
        return of(project, session, runs.require(caller, project, session.run()));
    }

    SessionView of(Project project, Session session, Run run) {
        SessionSpec spec = (SessionSpec) runs.pinned(run);
        RunView view = runViews.of(project, run);
        Site site = session.open()
                ? sites.find(project.id(), RunKind.SESSION, session.name()).orElse(null)
                : null;
        return new SessionView(
                session.name(),
                session.ownerName(),
                session.phase(),
                session.open(),
                run.id(),
                run.state(),
                spec.profile().name(),
                spec.runtime().name(),
                spec.idleTimeout(),
                site == null ? null : site.label(),
                site == null ? null : sites.url(site),
                session.expiresAt(),
                session.readyAt(),
                session.activeAt(),
                session.ending(),
                view.failure(),
                view.waitingFor(),
                session.workspace());
    }
}
