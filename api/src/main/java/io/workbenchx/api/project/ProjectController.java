package io.workbenchx.api.project;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.template.ProjectTemplates;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Projects and budgets. */
@RestController
@RequestMapping("/api/v1/projects")
class ProjectController {

    private final ProjectService projects;
    private final ProjectTemplates templates;

    ProjectController(ProjectService projects, ProjectTemplates templates) {
        this.projects = projects;
        this.templates = templates;
    }

    record NewProject(
            String name,
            @Nullable String template,
            @Nullable Map<BudgetUnit, BigDecimal> budget) {}

    record ProjectView(
            UUID id,
            String name,
            @Nullable String template,
            @Nullable String codeSha,
            int maxRuns,
            Instant createdAt,
            Map<BudgetUnit, ProjectService.BudgetState> budget) {}

    @Requires(Permission.SIGNED_IN)
    @GetMapping
    Map<String, List<ProjectView>> all(Caller caller) {
        return Map.of(
                "items", projects.visibleTo(caller).stream().map(this::view).toList());
    }

    @Requires(Permission.PROJECT_CREATE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ProjectView create(Caller caller, @RequestBody NewProject request) {
        Project project = templates.create(
                caller, request.name(), request.template(), request.budget() == null ? Map.of() : request.budget());
        return view(project);
    }

    @Requires(Permission.PROJECT_READ)
    @GetMapping("/{project}")
    ProjectView one(Project project) {
        return view(project);
    }

    @Requires(Permission.PROJECT_WRITE)
    @PutMapping("/{project}/budget")
    ProjectView budget(Caller caller, Project project, @RequestBody Map<BudgetUnit, BigDecimal> limits) {
        projects.setBudget(caller, project, limits);
        return view(project);
    }

    @Requires(Permission.PROJECT_ARCHIVE)
    @PostMapping("/{project}/archive")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void archive(Caller caller, Project project) {
        projects.archive(caller, project);
    }

    @Requires(Permission.PROJECT_ARCHIVE)
    @PostMapping("/{project}/restore")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void restore(Caller caller, Project project) {
        projects.restore(caller, project);
    }

    private ProjectView view(Project project) {
        return new ProjectView(
                project.id(),
                project.name(),
                project.template(),
                project.codeSha(),
                project.maxRuns(),
                project.createdAt(),
                projects.budget(project));
    }
}
