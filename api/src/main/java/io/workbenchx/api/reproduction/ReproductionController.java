package io.workbenchx.api.reproduction;

import com.github.f4b6a3.uuid.UuidCreator;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.workbenchx.api.run.RunView;
import io.workbenchx.api.run.RunViews;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.reproduction.Reproduction;
import io.workbenchx.control.reproduction.ReproductionService;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs again, and compares. */
@RestController
@RequestMapping("/api/v1/projects/{project}/runs/{run}")
class ReproductionController {

    private final RunService runs;
    private final ReproductionService reproductions;
    private final RunViews views;

    ReproductionController(RunService runs, ReproductionService reproductions, RunViews views) {
        this.runs = runs;
        this.reproductions = reproductions;
        this.views = views;
    }

    @Requires(Permission.RUN_WRITE)
    @PostMapping("/reproduce")
    @ApiResponse(responseCode = "201", description = "The run that was started", useReturnTypeSchema = true)
    @ApiResponse(
            responseCode = "200",
            description = "The run that an earlier request with the same Idempotency-Key started",
            useReturnTypeSchema = true)
    ResponseEntity<RunView> reproduce(
            Caller caller,
            Project project,
            @PathVariable UUID run,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        if (caller.isRun()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "A run's own token cannot start other runs.");
        }
        Run original = runs.require(caller, project, run);
        String requestId = key == null ? UuidCreator.getTimeOrderedEpoch().toString() : key;
        return views.started(project, reproductions.reproduce(caller, project, original, requestId));
    }

    @Requires(Permission.RUN_READ)
    @GetMapping("/reproduction")
    Reproduction compare(Caller caller, Project project, @PathVariable UUID run) {
        return reproductions.compare(caller, project, runs.require(caller, project, run));
    }
}
