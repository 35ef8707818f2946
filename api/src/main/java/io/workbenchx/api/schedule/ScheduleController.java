package io.workbenchx.api.schedule;

import io.workbenchx.api.run.RunView;
import io.workbenchx.api.run.RunViews;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.schedule.Schedule;
import io.workbenchx.control.schedule.ScheduleService;
import io.workbenchx.control.schedule.ScheduleService.NewSchedule;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Schedules of a project. */
@RestController
@RequestMapping("/api/v1/projects/{project}/schedules")
class ScheduleController {

    private final ScheduleService schedules;
    private final Identity identity;
    private final CanonicalJson json;
    private final RunViews runs;

    ScheduleController(ScheduleService schedules, Identity identity, CanonicalJson json, RunViews runs) {
        this.schedules = schedules;
        this.identity = identity;
        this.json = json;
        this.runs = runs;
    }

    /**
     * @param timezone IANA name; UTC when absent
     */
    record Request(
            String name,
            String cron,
            @Nullable String timezone,
            String kind,
            JsonNode spec,
            @Nullable Map<BudgetUnit, BigDecimal> budget) {}

    @Requires(Permission.SCHEDULE_WRITE)
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    ScheduleView create(Caller caller, Project project, @RequestBody Request request) {
        return view(schedules.create(
                caller,
                project,
                new NewSchedule(
                        request.name(),
                        request.cron(),
                        Objects.requireNonNullElse(request.timezone(), "UTC"),
                        request.kind(),
                        request.spec(),
                        Objects.requireNonNullElse(request.budget(), Map.of()))));
    }

    @Requires(Permission.SCHEDULE_READ)
    @GetMapping
    Map<String, List<ScheduleView>> all(Project project) {
        return Map.of("items", schedules.list(project).stream().map(this::view).toList());
    }

    @Requires(Permission.SCHEDULE_READ)
    @GetMapping("/{name}")
    ScheduleView one(Project project, @PathVariable String name) {
        return view(schedules.require(project, name));
    }

    @Requires(Permission.SCHEDULE_WRITE)
    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Project project, @PathVariable String name) {
        schedules.delete(project, name);
    }

    @Requires(Permission.SCHEDULE_WRITE)
    @PostMapping("/{name}/pause")
    ScheduleView pause(Project project, @PathVariable String name) {
        return view(schedules.pause(project, name));
    }

    @Requires(Permission.SCHEDULE_WRITE)
    @PostMapping("/{name}/resume")
    ScheduleView resume(Project project, @PathVariable String name) {
        return view(schedules.resume(project, name));
    }

    /** Starts a run of it now, in the caller's name. */
    @Requires(Permission.SCHEDULE_WRITE)
    @PostMapping("/{name}/trigger")
    @ResponseStatus(HttpStatus.CREATED)
    RunView trigger(Caller caller, Project project, @PathVariable String name) {
        return runs.started(project, schedules.trigger(caller, project, name));
    }

    private ScheduleView view(Schedule schedule) {
        List<Instant> next = schedules.next(schedule);
        return new ScheduleView(
                schedule.id(),
                schedule.name(),
                schedule.cron(),
                schedule.timezone(),
                schedule.kind(),
                json.read(schedule.spec()),
                json.read(schedule.budget()),
                schedule.state(),
                identity.user(schedule.createdBy()).map(UserAccount::name).orElse("unknown"),
                schedule.createdAt(),
                next.isEmpty() ? null : next.get(0),
                next,
                schedule.lastFireAt(),
                schedule.lastRunId(),
                schedule.lastOutcome());
    }
}
