package io.workbenchx.control.app;

import io.workbenchx.control.app.AppRepository.App;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.site.NewSite;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteActivity;
import io.workbenchx.control.site.SiteState;
import io.workbenchx.control.site.Sites;
import io.workbenchx.control.site.Target;
import io.workbenchx.workflows.app.AppResult.Ending;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.app.AppStanding;
import io.workbenchx.workflows.app.AppUse;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who has an app's traffic. It moves in one transaction with the site's targets and its event in the chain of the run that gets it, and only
 * from an older request to a newer one, whichever is ready first.
 */
@Component
public class AppTraffic {

    private final AppRepository apps;
    private final Sites sites;
    private final RunRecorder recorder;

    AppTraffic(AppRepository apps, Sites sites, RunRecorder recorder) {
        this.apps = apps;
        this.sites = sites;
        this.recorder = recorder;
    }

    /** Makes the app and its site if they are new, numbers the release, and enters the deployment. */
    @Transactional
    public AppStanding open(RunContext run, AppSpec spec) {
        Site site = sites.open(new NewSite(
                run.projectId(),
                RunKind.APP,
                spec.app(),
                apps.owner(run.runId()),
                SiteAccess.valueOf(spec.access()),
                true,
                false));
        apps.ensure(run, spec.app(), site.id());
        App app = lock(run, spec).orElseThrow();
        int release = apps.release(run, spec, app.id());
        apps.enter(run, spec, app.id(), release);
        if (app.activeRun() == null) {
            sites.tell(site.id(), SiteState.STARTING, null);
        }
        return standing(app, run, List.of());
    }

    /** Gives the traffic to the healthy replicas of this run unless a newer run has it. */
    @Transactional
    public AppStanding take(RunContext run, AppSpec spec) {
        App app = lock(run, spec).orElseThrow();
        AppStanding standing = standing(app, run, apps.predecessors(app.id(), run.runId()));
        if (standing.successor() == null) {
            boolean moved = apps.route(app.id(), run.runId());
            sites.point(app.siteId(), apps.targets(run.runId()));
            if (moved) {
                record(run, "route.switched", spec, Map.of("release", standing.release()));
            }
        }
        return standing;
    }

    /** Points the site to what is healthy of this run now, if it has the traffic. */
    @Transactional
    public void follow(RunContext run, AppSpec spec) {
        ifActive(run, spec).ifPresent(app -> {
            List<Target> healthy = apps.targets(run.runId());
            sites.point(app.siteId(), healthy);
            if (healthy.isEmpty()) {
                sites.tell(app.siteId(), SiteState.STARTING, "Its processes are being started again.");
            } else if (apps.state(run.runId(), "SERVING")) {
                record(run, "app.woken", spec, Map.of());
            }
        });
    }

    /** Lets nothing new in; the next visitor wakes it. */
    @Transactional
    public void fallAsleep(RunContext run, AppSpec spec) {
        ifActive(run, spec).ifPresent(app -> {
            sites.point(app.siteId(), List.of());
            sites.tell(app.siteId(), SiteState.ASLEEP, null);
            if (apps.state(run.runId(), "ASLEEP")) {
                record(run, "app.asleep", spec, Map.of());
            }
        });
    }

    /** How the app is used. */
    @Transactional(readOnly = true)
    public AppUse use(RunContext run, AppSpec spec) {
        return sites.find(run.projectId(), RunKind.APP, spec.app())
                .map(site -> sites.activity(site.id()))
                .map(use -> new AppUse(use.lastRequestAt(), use.openConnections()))
                .orElse(new AppUse(null, 0));
    }

    /** Requests and connections of this run that are under way. */
    @Transactional(readOnly = true)
    public int underWay(RunContext run, AppSpec spec) {
        return sites.find(run.projectId(), RunKind.APP, spec.app())
                .map(site -> sites.activity(site.id()))
                .map(SiteActivity::open)
                .map(open -> open.getOrDefault(run.runId(), 0))
                .orElse(0);
    }

    /** Takes the traffic from this run, if it has it. */
    @Transactional
    public void close(RunContext run, AppSpec spec, Ending ending) {
        SiteState state = ending == Ending.FAILED ? SiteState.CRASHED : SiteState.STOPPED;
        ifActive(run, spec).ifPresent(app -> {
            apps.unroute(app.id(), run.runId());
            sites.point(app.siteId(), List.of());
            sites.tell(app.siteId(), state, null);
            record(run, "route.closed", spec, Map.of());
        });
        lock(run, spec).filter(app -> app.activeRun() == null).ifPresent(app -> sites.tell(app.siteId(), state, null));
        apps.state(run.runId(), "DRAINING");
    }

    /** Marks the deployment as ended; a release that failed is announced, once. */
    @Transactional
    public void end(RunContext run, AppSpec spec, Ending ending) {
        if (apps.end(run.runId(), ending) && ending == Ending.FAILED) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("what", "app-release-failed");
            data.put("app", spec.app());
            apps.releaseOf(run.runId()).ifPresent(release -> data.put("release", release));
            lock(run, spec)
                    .map(App::activeRun)
                    .flatMap(apps::releaseOf)
                    .ifPresent(release -> data.put("staysAtRelease", release));
            recorder.record(run.runId(), run.actor(), List.of(new NewEvent("alert.raised", "alert", data)), false);
        }
    }

    private Optional<App> lock(RunContext run, AppSpec spec) {
        return apps.lock(run, spec.app());
    }

    private Optional<App> ifActive(RunContext run, AppSpec spec) {
        return lock(run, spec).filter(app -> run.runId().equals(app.activeRun()));
    }

    private AppStanding standing(App app, RunContext run, List<UUID> predecessors) {
        return new AppStanding(
                apps.releaseOf(run.runId()).orElse(0),
                predecessors,
                apps.successor(app.id(), run.runId()).orElse(null),
                apps.served(run.runId()));
    }

    private void record(RunContext run, String type, AppSpec spec, Map<String, Object> more) {
        Map<String, Object> data = new LinkedHashMap<>(more);
        data.put("app", spec.app());
        recorder.record(run.runId(), run.actor(), List.of(new NewEvent(type, null, data)), false);
    }
}
