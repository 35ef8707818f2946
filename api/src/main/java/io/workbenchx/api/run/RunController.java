package io.workbenchx.api.run;

import com.github.f4b6a3.uuid.UuidCreator;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The verbs all runs share. */
@RestController
@RequestMapping("/api/v1/projects/{project}/runs")
class RunController {

    private static final int MAX_PAGE = 500;
    private static final int MAX_REQUEST_ID = 200;

    private final RunService service;
    private final RunRepository runs;
    private final RunViews views;

    RunController(RunService service, RunRepository runs, RunViews views) {
        this.service = service;
        this.runs = runs;
        this.views = views;
    }

    record NewRun(
            String kind,
            JsonNode spec,
            @Nullable Map<BudgetUnit, BigDecimal> budget,
            @Nullable Integer priority) {

        StartRun as(String requestId) {
            return new StartRun(
                    RunKind.of(kind),
                    spec,
                    requestId,
                    budget == null ? Map.of() : budget,
                    priority == null ? StartRun.NORMAL_PRIORITY : priority,
                    null,
                    null);
        }
    }

    record Cancel(@Nullable String reason) {}

    /**
     * @param next cursor of the next page, absent on the last
     */
    record Page(List<RunView> items, @Nullable String next) {}

    @Requires(Permission.RUN_WRITE)
    @PostMapping
    @ApiResponse(responseCode = "201", description = "The run that was started", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "200",
            description = "The run that an earlier request with the same Idempotency-Key started",
            useReturnTypeSchema = true)
    ResponseEntity<RunView> start(
            Caller caller,
            Project project,
            @RequestBody NewRun request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        if (caller.isRun()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "A run's own token cannot start other runs.");
        }
        StartRun asked =
                request.as(key == null ? UuidCreator.getTimeOrderedEpoch().toString() : key);
        if (asked.priority() < 1
                || asked.priority() > 5
                || (key != null && (key.isBlank() || key.length() > MAX_REQUEST_ID))) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "priority is 1 (first) to 5; an Idempotency-Key has 1 to 200 characters.");
        }
        return views.started(project, service.startOnce(caller, project, asked));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping
    Page page(
            Caller caller,
            Project project,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable UUID cursor) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "limit is 1 to " + MAX_PAGE + ".");
        }
        if (caller.isRun()) {
            Run own = service.require(caller, project, java.util.Objects.requireNonNull(caller.runId()));
            return new Page(List.of(views.of(project, own)), null);
        }
        List<Run> found = runs.page(
                project.id(), kind == null ? null : RunKind.of(kind).wireName(), stateName(state), cursor, limit);
        return new Page(
                found.stream().map(run -> views.of(project, run)).toList(),
                found.size() < limit ? null : found.get(found.size() - 1).id().toString());
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/{run}")
    RunView one(Caller caller, Project project, @PathVariable UUID run) {
        return views.of(project, service.require(caller, project, run));
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/{run}/cancel")
    RunView cancel(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestBody(required = false) @Nullable Cancel request) {
        Run found = service.require(caller, project, run);
        service.cancel(caller, project, found, request == null ? null : request.reason());
        return views.of(project, service.require(caller, project, run));
    }

    private static @Nullable String stateName(@Nullable String state) {
        if (state == null) {
            return null;
        }
        try {
            return RunState.valueOf(state.toUpperCase(Locale.ROOT)).name();
        } catch (IllegalArgumentException unknown) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "state is one of " + List.of(RunState.values()) + ", not \"" + state + "\".");
        }
    }
}
