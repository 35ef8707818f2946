package io.workbenchx.api.session;

import com.github.f4b6a3.uuid.UuidCreator;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.workbenchx.api.run.RunViews;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.control.session.SessionProperties;
import io.workbenchx.control.session.SessionService;
import io.workbenchx.control.session.WorkspaceFiles;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Sessions of a project. Each start and each resume is a run of kind session; logs, events and cost are the run's. */
@RestController
@RequestMapping("/api/v1/projects/{project}")
class SessionController {

    private final SessionService sessions;
    private final SessionProperties properties;
    private final SessionViews views;
    private final RunViews runs;

    SessionController(SessionService sessions, SessionProperties properties, SessionViews views, RunViews runs) {
        this.sessions = sessions;
        this.properties = properties;
        this.views = views;
        this.runs = runs;
    }

    /**
     * @param spec name, runtime, and optionally profile, datasets, code, idleTimeout, expiry, secrets
     */
    record NewSession(JsonNode spec, @Nullable Map<BudgetUnit, BigDecimal> budget) {}

    record Extension(@Nullable Duration by) {}

    /**
     * A file that the session's latest run saved.
     *
     * @param artifact its path among the artifacts of the run
     * @param changed whether the session made or altered it
     */
    record OutputView(String path, String artifact, String sha256, long bytes, boolean changed) {}

    record Outputs(List<OutputView> items, int skipped) {}

    record ProfileView(String name, BigDecimal cpus, long memoryBytes, int gpus, long diskBytes, boolean usual) {}

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/sessions")
    @ApiResponse(responseCode = "201", description = "The session that was started", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "200",
            description = "The session that an earlier request with the same Idempotency-Key started",
            useReturnTypeSchema = true)
    ResponseEntity<SessionView> start(
            Caller caller,
            Project project,
            @RequestBody NewSession request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        StartRun asked = new StartRun(
                RunKind.SESSION,
                request.spec(),
                requestId(key),
                request.budget() == null ? Map.of() : request.budget(),
                StartRun.NORMAL_PRIORITY,
                null,
                null);
        return answer(project, request.spec().path("name").asString(""), sessions.start(caller, project, asked));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/sessions")
    Map<String, List<SessionView>> all(Caller caller, Project project) {
        return Map.of(
                "items",
                sessions.list(project).stream()
                        .map(session -> views.of(caller, project, session))
                        .toList());
    }

    /** The sizes that sessions may have; what a project may use of them is said by its quotas. */
    @Requires(Permission.RUN_READ)
    @GetMapping("/session-profiles")
    Map<String, List<ProfileView>> profiles(Project project) {
        return Map.of(
                "items",
                properties.all().entrySet().stream()
                        .map(profile -> new ProfileView(
                                profile.getKey(),
                                profile.getValue().cpus(),
                                profile.getValue().memory().toBytes(),
                                profile.getValue().gpus(),
                                profile.getValue().disk().toBytes(),
                                profile.getKey().equals(properties.defaultProfile())))
                        .toList());
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/sessions/{name}")
    SessionView one(Caller caller, Project project, @PathVariable String name) {
        return views.of(caller, project, sessions.require(project, name));
    }

    /** Ends it in good order; its workspace is saved. */
    @Requires(Permission.RUN_WRITE)
    @PostMapping("/sessions/{name}/stop")
    SessionView stop(Caller caller, Project project, @PathVariable String name) {
        sessions.stop(caller, project, sessions.require(project, name));
        return one(caller, project, name);
    }

    /** Lets it live longer. */
    @Requires(Permission.RUN_WRITE)
    @PostMapping("/sessions/{name}/extend")
    SessionView extend(Caller caller, Project project, @PathVariable String name, @RequestBody Extension extension) {
        if (extension.by() == null) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "Say by how much, such as {\"by\": \"PT2H\"}.");
        }
        sessions.extend(caller, project, sessions.require(project, name), extension.by());
        return one(caller, project, name);
    }

    /** Starts it again with what it saved last. */
    @Requires(Permission.RUN_WRITE)
    @PostMapping("/sessions/{name}/resume")
    ResponseEntity<SessionView> resume(
            Caller caller,
            Project project,
            @PathVariable String name,
            @RequestBody(required = false) SessionService.@Nullable Changes changes,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        SessionService.Changes asked = changes == null ? new SessionService.Changes(null, null, null) : changes;
        return answer(project, name, sessions.resume(caller, project, name, asked, requestId(key)));
    }

    /** What its latest run saved, with digests. */
    @Requires(Permission.RUN_READ)
    @GetMapping("/sessions/{name}/outputs")
    Outputs outputs(Project project, @PathVariable String name) {
        WorkspaceFiles.Listing listing = sessions.outputs(project, sessions.require(project, name));
        return new Outputs(
                listing.files().stream()
                        .map(file -> new OutputView(
                                file.path(), file.artifact(), file.sha256(), file.bytes(), file.changed()))
                        .toList(),
                listing.skipped());
    }

    private ResponseEntity<SessionView> answer(Project project, String name, RunService.Started started) {
        runs.started(project, started.run()); // or why it was refused
        return ResponseEntity.status(started.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(views.of(project, sessions.require(project, name), started.run()));
    }

    private static String requestId(@Nullable String key) {
        return key == null || key.isBlank() ? UuidCreator.getTimeOrderedEpoch().toString() : key;
    }
}
