package io.workbenchx.api.app;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.api.run.RunView;
import io.workbenchx.api.run.RunViews;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.app.AppService;
import io.workbenchx.control.app.AppView;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteAddress;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Apps of a project. A deployment of one is a run of kind app; its output and events are the run's. */
@RestController
@RequestMapping("/api/v1/projects/{project}/apps")
class AppController {

    private final AppService apps;
    private final RunViews runs;
    private final SiteAddress address;

    AppController(AppService apps, RunViews runs, SiteAddress address) {
        this.apps = apps;
        this.runs = runs;
        this.address = address;
    }

    /**
     * An app as told to clients.
     *
     * @param url its first page
     * @param site label of its site: entry, sessions and access are there
     */
    record AppAnswer(
            String name,
            String url,
            String site,
            AppView.State state,
            SiteAccess access,
            @Nullable Integer release,
            @Nullable UUID run,
            int replicas,
            int replicasWanted,
            int restarts,
            @Nullable Instant lastRequestAt,
            @Nullable Instant switchedAt,
            AppView.Latest latest) {}

    /**
     * @param spec as of a run of kind app, without its name
     * @param budget most it may spend as long as it serves; absent: what runs of its kind usually reserve
     */
    record NewRelease(ObjectNode spec, @Nullable Map<BudgetUnit, BigDecimal> budget) {}

    /**
     * @param release absent: the latest earlier one that has served
     */
    record Rollback(@Nullable Integer release, @Nullable Map<BudgetUnit, BigDecimal> budget) {}

    @Requires(Permission.ENDPOINT_READ)
    @GetMapping
    Map<String, List<AppAnswer>> all(Project project) {
        return Map.of("items", apps.list(project).stream().map(this::answer).toList());
    }

    @Requires(Permission.ENDPOINT_READ)
    @GetMapping("/{name}")
    AppAnswer one(Project project, @PathVariable String name) {
        return answer(apps.require(project, name));
    }

    /** Newest first. */
    @Requires(Permission.ENDPOINT_READ)
    @GetMapping("/{name}/releases")
    Map<String, List<AppView.Release>> releases(Project project, @PathVariable String name) {
        return Map.of("items", apps.releases(project, name));
    }

    /** Deploys a new release beside the one that serves; the answer is the run that does it. */
    @Requires(Permission.ENDPOINT_WRITE)
    @PostMapping("/{name}/releases")
    ResponseEntity<RunView> deploy(
            Caller caller,
            Project project,
            @PathVariable String name,
            @RequestBody NewRelease request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        JsonNode named = request.spec().deepCopy().put("app", name);
        return runs.started(project, apps.deploy(caller, project, named, budget(request.budget()), requestId(key)));
    }

    /** Deploys an earlier release again; the answer is the run that does it. */
    @Requires(Permission.ENDPOINT_WRITE)
    @PostMapping("/{name}/rollback")
    ResponseEntity<RunView> rollBack(
            Caller caller,
            Project project,
            @PathVariable String name,
            @RequestBody(required = false) @Nullable Rollback request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        Rollback asked = request == null ? new Rollback(null, null) : request;
        return runs.started(
                project, apps.rollBack(caller, project, name, asked.release(), budget(asked.budget()), requestId(key)));
    }

    @Requires(Permission.ENDPOINT_WRITE)
    @PostMapping("/{name}/stop")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void stop(Caller caller, Project project, @PathVariable String name) {
        apps.stop(caller, project, name);
    }

    @Requires(Permission.ENDPOINT_WRITE)
    @PostMapping("/{name}/sleep")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void sleep(Caller caller, Project project, @PathVariable String name) {
        apps.sleep(caller, project, name);
    }

    @Requires(Permission.ENDPOINT_WRITE)
    @PostMapping("/{name}/wake")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void wake(Caller caller, Project project, @PathVariable String name) {
        apps.wake(caller, project, name);
    }

    private static Map<BudgetUnit, BigDecimal> budget(@Nullable Map<BudgetUnit, BigDecimal> asked) {
        return asked == null ? Map.of() : asked;
    }

    private static String requestId(@Nullable String key) {
        return key == null ? UuidCreator.getTimeOrderedEpoch().toString() : key;
    }

    private AppAnswer answer(AppView app) {
        return new AppAnswer(
                app.name(),
                address.url(app.label()),
                app.label(),
                app.state(),
                app.access(),
                app.release(),
                app.run(),
                app.healthy(),
                app.wanted(),
                app.restarts(),
                app.lastRequestAt(),
                app.switchedAt(),
                app.latest());
    }
}
