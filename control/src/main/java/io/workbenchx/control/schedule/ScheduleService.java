package io.workbenchx.control.schedule;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.schedule.Schedule.State;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Schedules of a project: the table first, then the clock is told. */
@Component
public class ScheduleService {

    private static final Logger LOG = LoggerFactory.getLogger(ScheduleService.class);

    private final ScheduleRepository schedules;
    private final ScheduleStarter starter;
    private final Scheduler scheduler;
    private final RunService runs;
    private final CanonicalJson json;
    private final JdbcClient jdbc;

    ScheduleService(
            ScheduleRepository schedules,
            ScheduleStarter starter,
            Scheduler scheduler,
            RunService runs,
            CanonicalJson json,
            JdbcClient jdbc) {
        this.schedules = schedules;
        this.starter = starter;
        this.scheduler = scheduler;
        this.runs = runs;
        this.json = json;
        this.jdbc = jdbc;
    }

    /**
     * What a caller asks for.
     *
     * @param kind wire name of the kind of run
     */
    public record NewSchedule(
            String name, String cron, String timezone, String kind, JsonNode spec, Map<BudgetUnit, BigDecimal> budget) {

        @SuppressWarnings("ConstantValue") // JSON may leave them out
        public NewSchedule {
            if (name == null || cron == null || kind == null || spec == null) {
                throw new WorkbenchException(
                        FailureCode.SPEC_INVALID,
                        "A schedule has a name, a cron expression, a kind and a spec, such as {\"name\": \"nightly\", \"cron\": \"0 3 * * *\","
                                + " \"kind\": \"training\", \"spec\": {…}}.");
            }
        }
    }

    /**
     * Makes a schedule. Its spec is pinned once to see that it can be, and anew for each run.
     *
     * @throws WorkbenchException SPEC_INVALID and whatever pinning the spec throws; CONFLICT when the name is taken
     */
    public Schedule create(Caller caller, Project project, NewSchedule wanted) {
        if (!wanted.name().matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A schedule name has 1 to 63 lower-case letters, digits, dots, dashes or underscores; \""
                            + wanted.name() + "\" has not.");
        }
        Cron.parse(wanted.cron(), wanted.timezone());
        runs.pin(caller, project, RunKind.of(wanted.kind()), wanted.spec());
        UUID id = UuidCreator.getTimeOrderedEpoch();
        insert(id, caller, project, wanted);
        Schedule schedule = schedules.findById(id).orElseThrow();
        tell(schedule);
        return schedule;
    }

    private void insert(UUID id, Caller caller, Project project, NewSchedule wanted) {
        try {
            jdbc.sql("""
                            insert into ops.schedules (id, project_id, name, cron, timezone, kind, spec, budget, state, created_by)
                            values (?, ?, ?, ?, ?, ?, ?, ?, 'ACTIVE', ?)
                            """)
                    .params(
                            id,
                            project.id(),
                            wanted.name(),
                            wanted.cron().strip(),
                            wanted.timezone(),
                            wanted.kind(),
                            json.write(wanted.spec()),
                            json.write(wanted.budget()),
                            caller.userId())
                    .update();
        } catch (DuplicateKeyException taken) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "There is already a schedule " + wanted.name() + " in project " + project.name()
                            + ": delete it first, or choose another name.",
                    taken);
        }
    }

    public List<Schedule> list(Project project) {
        return schedules.findOf(project.id());
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    public Schedule require(Project project, String name) {
        return schedules
                .findNamed(project.id(), name)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no schedule " + name + " in project " + project.name() + "."));
    }

    /** The next times it comes due, as far as its clock can tell now. */
    public List<Instant> next(Schedule schedule) {
        try {
            return scheduler.next(schedule);
        } catch (WorkbenchException away) {
            LOG.warn("{}", away.reason());
            return List.of();
        }
    }

    public Schedule pause(Project project, String name) {
        return change(project, name, State.PAUSED);
    }

    public Schedule resume(Project project, String name) {
        return change(project, name, State.ACTIVE);
    }

    public void delete(Project project, String name) {
        change(project, name, State.DELETED);
    }

    /** Starts a run of it now, in the caller's name. */
    public Run trigger(Caller caller, Project project, String name) {
        return starter.trigger(
                require(project, name), project, caller, Clock.systemUTC().instant());
    }

    private Schedule change(Project project, String name, State state) {
        Schedule schedule = require(project, name);
        jdbc.sql("update ops.schedules set state = ?, updated_at = ? where id = ? and state <> ?")
                .params(
                        state.name(),
                        Instant.now().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC),
                        schedule.id(),
                        state.name())
                .update();
        Schedule changed = schedules.findById(schedule.id()).orElseThrow();
        tell(changed);
        return changed;
    }

    /** The row counts; an engine that is away hears of it in the worker's next rounds. */
    private void tell(Schedule schedule) {
        try {
            scheduler.apply(schedule);
        } catch (WorkbenchException away) {
            LOG.warn("{}", away.reason());
        }
    }
}
