package io.workbenchx.control.project;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Projects, their members and their budgets. */
@Component
public class ProjectService {

    /** What a project gets when nothing is said: an afternoon of CPU for small models. */
    private static final Map<BudgetUnit, BigDecimal> DEFAULT_BUDGET =
            Map.of(BudgetUnit.USD, new BigDecimal("10"), BudgetUnit.CPU_SECONDS, new BigDecimal("100000"));

    private static final int DEFAULT_MAX_RUNS = 8;

    private final ProjectRepository projects;
    private final JdbcAggregateTemplate aggregates;
    private final JdbcClient jdbc;
    private final Members members;
    private final AuditLog audit;

    ProjectService(
            ProjectRepository projects,
            JdbcAggregateTemplate aggregates,
            JdbcClient jdbc,
            Members members,
            AuditLog audit) {
        this.projects = projects;
        this.aggregates = aggregates;
        this.jdbc = jdbc;
        this.members = members;
        this.audit = audit;
    }

    /** Limit, reservations of open runs, and what ended runs cost, in the unit's own measure. */
    public record BudgetState(BigDecimal limit, BigDecimal reserved, BigDecimal spent) {}

    /** Makes a project with its caller as admin; in the workbench's own scope, since nobody sees a project that is not there yet. */
    @Transactional
    public Project create(Caller caller, String name, @Nullable String template, Map<BudgetUnit, BigDecimal> budget) {
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A project name starts with a letter and has up to 40 lower-case letters, digits or dashes; \""
                            + name + "\" has not.");
        }
        if (projects.findByName(name).isPresent()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, "The project name " + name + " is taken: choose another one.");
        }
        Project project = aggregates.insert(new Project(
                UuidCreator.getTimeOrderedEpoch(),
                name,
                template,
                null,
                DEFAULT_MAX_RUNS,
                caller.userId(),
                Instant.now(),
                null));
        audit.record(caller, project, "project.created", "projects/" + name, Map.of());
        setMember(caller, project, caller.userId(), MemberRole.ADMIN);
        Map<BudgetUnit, BigDecimal> limits = new EnumMap<>(DEFAULT_BUDGET);
        limits.putAll(budget);
        setBudget(caller, project, limits);
        return project;
    }

    public Optional<Project> named(String name) {
        return projects.findByName(name);
    }

    /** The project as it is stored now. */
    public Project require(UUID id) {
        return projects.findById(id)
                .orElseThrow(() -> new WorkbenchException(FailureCode.NOT_FOUND, "There is no such project."));
    }

    public List<Project> visibleTo(Caller caller) {
        if (caller.isRun()) {
            return List.of();
        }
        List<Project> visible =
                caller.role() == Role.ADMIN ? projects.findActive() : projects.findActiveOf(caller.userId());
        return caller.projectId() == null
                ? visible
                : visible.stream()
                        .filter(project -> project.id().equals(caller.projectId()))
                        .toList();
    }

    /**
     * Resolves a project for a caller who wants to do something with it.
     *
     * @throws WorkbenchException NOT_FOUND for unknown projects and for strangers alike; PERMISSION_DENIED for members whose role is too weak
     */
    public Project authorize(Caller caller, String name, Permission permission) {
        try (AccessScope.Opened asking = AccessScope.of(caller).open()) {
            return authorized(caller, name, permission);
        }
    }

    private Project authorized(Caller caller, String name, Permission permission) {
        Project project = allowed(caller, name, permission);
        if (project.archivedAt() != null && !permission.outlivesArchiving()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The project " + name
                            + " is archived: what is in it can be read. An admin of the project can restore it.");
        }
        return project;
    }

    private Project allowed(Caller caller, String name, Permission permission) {
        Project project = projects.findByName(name).orElseThrow(() -> unknown(name));
        if (caller.projectId() != null && !project.id().equals(caller.projectId())) {
            throw unknown(name);
        }
        if (caller.isRun()) {
            if (!permission.allowedToRun()) {
                throw denied(permission);
            }
            return project;
        }
        if (!permission.allowedGlobally(caller.role())) {
            MemberRole held = members.role(project, caller.userId()).orElseThrow(() -> unknown(name));
            MemberRole needed = permission.member();
            if (needed == null || held.compareTo(needed) < 0) {
                throw denied(permission);
            }
        }
        // Last, so that a stranger's key learns nothing from what it is limited to.
        if (!caller.inScope(permission)) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "The key used is not good for " + permission + ": use one with this scope.");
        }
        return project;
    }

    /**
     * Closes a project: it is no longer listed and nothing in it changes any more, its endpoints are not routed, its schedules start nothing,
     * and its name stays taken. What happened in it can still be read and proved.
     *
     * @throws WorkbenchException CONFLICT while runs of it are open
     */
    @Transactional
    public void archive(Caller caller, Project project) {
        int open = jdbc.sql("select count(*) from ops.runs where project_id = ? and finished_at is null")
                .param(project.id())
                .query(Integer.class)
                .single();
        if (open > 0) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The project " + project.name() + " has " + open
                            + " open runs: wait for their end, or cancel them and take endpoints down.");
        }
        setArchived(caller, project, "project.archived", Instant.now().atOffset(ZoneOffset.UTC));
    }

    /** Opens an archived project again, as it was. */
    @Transactional
    public void restore(Caller caller, Project project) {
        setArchived(caller, project, "project.restored", null);
    }

    private void setArchived(Caller caller, Project project, String action, @Nullable OffsetDateTime at) {
        int changed = jdbc.sql("update ops.projects set archived_at = ? where id = ? and (archived_at is null) = ?")
                .param(at)
                .param(project.id())
                .param(at != null)
                .update();
        if (changed > 0) {
            audit.record(caller, project, action, "projects/" + project.name(), Map.of());
        }
    }

    @Transactional
    public void setMember(Caller caller, Project project, UUID userId, MemberRole role) {
        members.set(caller, project, userId, role);
    }

    /** Sets limits; what is reserved or spent already bounds them from below. */
    @Transactional
    public void setBudget(Caller caller, Project project, Map<BudgetUnit, BigDecimal> limits) {
        limits.forEach((unit, limit) -> {
            if (limit.signum() < 0) {
                throw new WorkbenchException(
                        FailureCode.SPEC_INVALID, "A budget cannot be negative: " + unit + " " + limit + ".");
            }
            int changed = jdbc.sql("""
                            insert into ops.budgets as b (project_id, unit, limit_amount) values (?, ?, ?)
                            on conflict (project_id, unit) do update set limit_amount = excluded.limit_amount
                            where b.spent + b.reserved <= excluded.limit_amount
                            """).params(project.id(), unit.name(), limit).update();
            if (changed == 0) {
                throw new WorkbenchException(
                        FailureCode.CONFLICT,
                        "The budget of " + unit + " cannot be " + limit
                                + ": more than that is spent or reserved already.");
            }
        });
        Map<BudgetUnit, String> plain = new EnumMap<>(BudgetUnit.class);
        limits.forEach((unit, limit) -> plain.put(unit, limit.toPlainString()));
        audit.record(caller, project, "budget.set", "projects/" + project.name(), Map.of("limits", plain));
    }

    /** How many jobs may run at once; further ones wait. */
    @Transactional
    public void setMaxRuns(Project project, int maxRuns) {
        if (maxRuns < 1) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "At least one job must be able to run.");
        }
        jdbc.sql("update ops.projects set max_runs = ? where id = ?")
                .params(maxRuns, project.id())
                .update();
    }

    @Transactional(readOnly = true)
    public Map<BudgetUnit, BudgetState> budget(Project project) {
        Map<BudgetUnit, BudgetState> budget = new EnumMap<>(BudgetUnit.class);
        jdbc.sql("select unit, limit_amount, reserved, spent from ops.budgets where project_id = ?")
                .param(project.id())
                .query(row -> {
                    budget.put(
                            BudgetUnit.valueOf(row.getString("unit")),
                            new BudgetState(
                                    row.getBigDecimal("limit_amount"),
                                    row.getBigDecimal("reserved"),
                                    row.getBigDecimal("spent")));
                });
        return budget;
    }

    @Transactional
    public void setCode(Project project, String sha) {
        jdbc.sql("update ops.projects set code_sha = ? where id = ?")
                .params(sha, project.id())
                .update();
    }

    private static WorkbenchException unknown(String name) {
        return new WorkbenchException(FailureCode.NOT_FOUND, "There is no project " + name + " that you can see.");
    }

    private static WorkbenchException denied(Permission permission) {
        return new WorkbenchException(
                FailureCode.PERMISSION_DENIED,
                "Your role in this project does not allow " + permission + ": ask an admin of the project.");
    }
}
