package io.workbenchx.activities.session;

import io.workbenchx.control.site.NewSite;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteState;
import io.workbenchx.control.site.Sites;
import io.workbenchx.control.site.Target;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SessionSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The address of a session at the front door: its owner's alone, and the same after a resume. */
@Component
class SessionSite {

    private final Sites sites;
    private final Runner runner;

    SessionSite(Sites sites, Runner runner) {
        this.sites = sites;
        this.runner = runner;
    }

    void open(RunContext run, SessionSpec spec, UUID owner) {
        sites.open(new NewSite(run.projectId(), RunKind.SESSION, spec.name(), owner, SiteAccess.OWNER, false, true));
    }

    /** From now on the front door leads to this process, whose token it brings along: browsers never see or need it. */
    void lead(RunContext run, SessionSpec spec, WorkloadHandle workload, String token) {
        Path socket = runner.servicePath(workload)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.UNAVAILABLE,
                        "The socket of JupyterLab has just vanished; the step is tried again."));
        Target target = new Target(
                run.runId(),
                workload.name(),
                workload.attempt(),
                socket,
                owner(socket),
                1,
                Map.of("Authorization", "token " + token));
        find(run, spec).ifPresent(site -> sites.point(site.id(), List.of(target)));
    }

    /** Nobody is let through any more; the address stays. */
    void leadNowhere(RunContext run, SessionSpec spec) {
        find(run, spec).ifPresent(site -> {
            sites.point(site.id(), List.of());
            sites.tell(site.id(), SiteState.STOPPED, "The session has ended; its workspace is kept.");
        });
    }

    void close(RunContext run, SessionSpec spec) {
        find(run, spec).ifPresent(site -> sites.close(site.id()));
    }

    private Optional<Site> find(RunContext run, SessionSpec spec) {
        return sites.find(run.projectId(), RunKind.SESSION, spec.name());
    }

    private static long owner(Path socket) {
        try {
            return ((Number) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at " + socket, e);
        }
    }
}
