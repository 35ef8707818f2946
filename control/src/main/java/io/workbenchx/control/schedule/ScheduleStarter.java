package io.workbenchx.control.schedule;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.schedule.ScheduledStart;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Starts the run of a schedule, whoever watches the clock. The request id holds schedule and time, so that the same time again finds the run it
 * started before.
 */
@Component
public class ScheduleStarter {

    private final ScheduleRepository schedules;
    private final ProjectService projects;
    private final Identity identity;
    private final RunService runs;
    private final CanonicalJson json;
    private final JdbcClient jdbc;

    ScheduleStarter(
            ScheduleRepository schedules,
            ProjectService projects,
            Identity identity,
            RunService runs,
            CanonicalJson json,
            JdbcClient jdbc) {
        this.schedules = schedules;
        this.projects = projects;
        this.identity = identity;
        this.runs = runs;
        this.json = json;
        this.jdbc = jdbc;
    }

    /**
     * The time has come: starts the run in the name of the schedule's creator, unless the one before is still going on.
     *
     * @throws WorkbenchException PERMISSION_DENIED when the creator may no longer start runs
     */
    public ScheduledStart fire(UUID scheduleId, Instant time) {
        Schedule schedule = schedules
                .findById(scheduleId)
                .orElseThrow(() ->
                        new WorkbenchException(FailureCode.NOT_FOUND, "There is no schedule " + scheduleId + "."));
        if (schedule.state() != Schedule.State.ACTIVE) {
            return ScheduledStart.skipped("the schedule is " + schedule.state() + ".");
        }
        try {
            Project project = projects.require(schedule.projectId());
            Caller creator = creator(schedule);
            projects.authorize(creator, project.name(), Permission.RUN_WRITE);
            ScheduledStart start;
            try (AccessScope.Opened asking =
                    AccessScope.of(creator, project.id()).open()) {
                start = start(schedule, project, creator, time);
            }
            note(schedule, time, start.runId(), start.outcome());
            return start;
        } catch (WorkbenchException failure) {
            if (!failure.code().category().retryable()) {
                note(schedule, time, null, "REFUSED: " + failure.reason());
            }
            throw failure;
        }
    }

    /** Starts a run of the schedule now, in the name of the caller; a paused schedule too. */
    public Run trigger(Schedule schedule, Project project, Caller caller, Instant now) {
        return runs.start(caller, project, request(schedule, "schedule/" + schedule.id() + "/trigger/" + now));
    }

    private ScheduledStart start(Schedule schedule, Project project, Caller creator, Instant time) {
        String requestId = "schedule/" + schedule.id() + "/" + time;
        if (overlaps(schedule, requestId)) {
            return ScheduledStart.skipped("the run before is still going on.");
        }
        Run run = runs.start(creator, project, request(schedule, requestId));
        return run.refused()
                ? new ScheduledStart(run.id(), "REFUSED: " + run.failureMessage())
                : ScheduledStart.started(run.id());
    }

    private StartRun request(Schedule schedule, String requestId) {
        Map<BudgetUnit, BigDecimal> budget = new EnumMap<>(BudgetUnit.class);
        json.read(schedule.budget())
                .properties()
                .forEach(entry -> budget.put(
                        BudgetUnit.valueOf(entry.getKey()), entry.getValue().decimalValue()));
        return new StartRun(
                RunKind.of(schedule.kind()),
                json.read(schedule.spec()),
                requestId,
                budget,
                StartRun.NORMAL_PRIORITY,
                null,
                schedule.id());
    }

    private Caller creator(Schedule schedule) {
        UserAccount user = identity.user(schedule.createdBy())
                .filter(account -> account.disabledAt() == null)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.PERMISSION_DENIED,
                        "The user who made the schedule " + schedule.name() + " is disabled: make it again."));
        return Caller.onBehalfOf(user);
    }

    private boolean overlaps(Schedule schedule, String requestId) {
        return jdbc.sql("""
                        select exists (select 1 from ops.runs
                          where schedule_id = ? and finished_at is null and request_id <> ? and request_id not like 'schedule/%/trigger/%')
                        and not exists (select 1 from ops.runs where project_id = ? and created_by = ? and request_id = ?)
                        """)
                .params(schedule.id(), requestId, schedule.projectId(), schedule.createdBy(), requestId)
                .query(Boolean.class)
                .single();
    }

    private void note(Schedule schedule, Instant time, @Nullable UUID runId, String outcome) {
        jdbc.sql("""
                        update ops.schedules set last_fire_at = ?, last_outcome = ?, last_run_id = coalesce(?, last_run_id)
                        where id = ? and (last_fire_at is null or last_fire_at <= ?)
                        """)
                .param(time.atOffset(ZoneOffset.UTC))
                .param(outcome)
                .param(runId)
                .param(schedule.id())
                .param(time.atOffset(ZoneOffset.UTC))
                .update();
    }
}
