package io.workbenchx.control.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.schedule.Schedule.State;
import io.workbenchx.control.schedule.ScheduleService.NewSchedule;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.schedule.ScheduledStart;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class ScheduleServiceTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    static Path home;

    private static ControlContext control;

    private final Caller creator = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final Project project = control.project(creator);
    private final ScheduleService schedules = control.get(ScheduleService.class);
    private final ScheduleStarter starter = control.get(ScheduleStarter.class);
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void startsARunInTheNameOfItsCreator() {
        Schedule schedule = hourly("nightly");

        ScheduledStart start = starter.fire(schedule.id(), TIME);

        assertThat(start.outcome()).isEqualTo("STARTED");
        Run run = control.get(RunRepository.class).findById(start.runId()).orElseThrow();
        assertThat(run.createdBy()).isEqualTo(creator.userId());
        assertThat(run.scheduleId()).isEqualTo(schedule.id());
        assertThat(run.requestId()).isEqualTo("schedule/" + schedule.id() + "/2026-11-21T10:00:00Z");
        Schedule after = schedules.require(project, "nightly");
        assertThat(after.lastFireAt()).isEqualTo(TIME);
        assertThat(after.lastRunId()).isEqualTo(run.id());
        assertThat(after.lastOutcome()).isEqualTo("STARTED");
    }

    @Test
    void startsOneRunPerTimeHoweverManyAsk() {
        Schedule schedule = hourly("once");

        List<ScheduledStart> starts = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> starter.fire(schedule.id(), TIME))
                .toList();

        assertThat(starts.stream().map(ScheduledStart::runId).distinct()).hasSize(1);
    }

    @Test
    void skipsATimeWhileTheRunBeforeGoesOn() {
        Schedule schedule = hourly("slow");
        ScheduledStart first = starter.fire(schedule.id(), TIME);
        unfinish(first);

        ScheduledStart second = starter.fire(schedule.id(), TIME.plusSeconds(60));
        ScheduledStart again = starter.fire(schedule.id(), TIME);

        assertThat(second.runId()).isNull();
        assertThat(second.outcome()).isEqualTo("SKIPPED: the run before is still going on.");
        assertThat(again.runId()).as("the same time finds its own run").isEqualTo(first.runId());
    }

    @Test
    void startsNothingWhilePausedAndGoesOnWhenResumed() {
        Schedule schedule = hourly("paused");

        assertThat(schedules.pause(project, "paused").state()).isEqualTo(State.PAUSED);
        assertThat(schedules.next(schedules.require(project, "paused"))).isEmpty();
        assertThat(starter.fire(schedule.id(), TIME).runId()).isNull();

        assertThat(schedules.resume(project, "paused").state()).isEqualTo(State.ACTIVE);
        assertThat(schedules.next(schedules.require(project, "paused"))).hasSize(5);
        assertThat(starter.fire(schedule.id(), TIME).runId()).isNotNull();
    }

    @Test
    void forgetsADeletedScheduleButKeepsItForTheRunsItStarted() {
        Schedule schedule = hourly("gone");
        starter.fire(schedule.id(), TIME);

        schedules.delete(project, "gone");

        assertThat(schedules.list(project)).isEmpty();
        assertThat(starter.fire(schedule.id(), TIME.plusSeconds(3600)).runId()).isNull();
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> schedules.require(project, "gone"))
                .matches(refused -> refused.code() == FailureCode.NOT_FOUND);
        assertThat(hourly("gone").id()).as("the name is free again").isNotEqualTo(schedule.id());
    }

    @Test
    void triggersARunInTheCallersNameEvenWhilePaused() {
        hourly("by-hand");
        schedules.pause(project, "by-hand");
        Caller other = Caller.onBehalfOf(control.user(Role.ENGINEER));

        Run run = schedules.trigger(other, project, "by-hand");

        assertThat(run.createdBy()).isEqualTo(other.userId());
        assertThat(run.requestId()).contains("/trigger/");
    }

    @Test
    void refusesWhenItsCreatorMayNoLongerStartRuns() {
        Caller admin = Caller.onBehalfOf(control.user(Role.ADMIN));
        Project theirs = control.project(admin);
        control.get(ProjectService.class).setMember(admin, theirs, creator.userId(), MemberRole.EDITOR);
        Schedule schedule = schedules.create(creator, theirs, wanted("revoked", "0 * * * *"));
        control.get(ProjectService.class).setMember(admin, theirs, creator.userId(), MemberRole.VIEWER);

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> starter.fire(schedule.id(), TIME))
                .matches(refused -> refused.code() == FailureCode.PERMISSION_DENIED);
        assertThat(schedules.require(theirs, "revoked").lastOutcome()).startsWith("REFUSED: ");
    }

    @Test
    void tellsWhyARunWasRefused() {
        Schedule schedule = schedules.create(
                creator,
                project,
                new NewSchedule(
                        "too-dear",
                        "0 * * * *",
                        "UTC",
                        "probe",
                        JSON.readTree("{}"),
                        Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("999999999"))));

        ScheduledStart start = starter.fire(schedule.id(), TIME);

        assertThat(start.outcome()).startsWith("REFUSED: ").contains("the run asks for");
        assertThat(start.runId()).as("the refusal is a run too").isNotNull();
    }

    @Test
    void refusesWhatCouldNeverRun() {
        assertRefused(wanted("bad cron", "0 * * * *"), FailureCode.SPEC_INVALID);
        assertRefused(wanted("bad-cron", "every day"), FailureCode.SPEC_INVALID);
        assertRefused(
                new NewSchedule("bad-zone", "0 * * * *", "Mars", "probe", JSON.readTree("{}"), Map.of()),
                FailureCode.SPEC_INVALID);
        assertRefused(
                new NewSchedule("bad-kind", "0 * * * *", "UTC", "party", JSON.readTree("{}"), Map.of()),
                FailureCode.SPEC_INVALID);
        assertRefused(
                new NewSchedule("bad-spec", "0 * * * *", "UTC", "probe", JSON.readTree("[1]"), Map.of()),
                FailureCode.SPEC_INVALID);
        hourly("taken");
        assertRefused(wanted("taken", "0 * * * *"), FailureCode.CONFLICT);
    }

    @Test
    void keepsTheDefinitionOutOfReachOfTheApplication() {
        Schedule schedule = hourly("fixed");

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> JdbcClient.create(TestDatabase.application())
                        .sql("update ops.schedules set created_by = created_by where id = ?")
                        .param(schedule.id())
                        .update())
                .havingRootCause()
                .withMessageContaining("permission denied");
    }

    @Test
    void firesByTheTickerWhatHasComeDue() {
        Schedule schedule = hourly("ticked");
        Instant soon = schedule.createdAt().plusSeconds(3600);

        new TickerScheduler(control.get(ScheduleRepository.class), starter, Clock.fixed(soon, ZoneOffset.UTC)).round();
        Schedule after = schedules.require(project, "ticked");
        new TickerScheduler(control.get(ScheduleRepository.class), starter, Clock.fixed(soon, ZoneOffset.UTC)).round();

        assertThat(after.lastOutcome()).isEqualTo("STARTED");
        assertThat(after.lastFireAt())
                .isEqualTo(after.parsedCron().next(schedule.createdAt()).orElseThrow());
        assertThat(schedules.require(project, "ticked")).as("once").isEqualTo(after);
    }

    private void assertRefused(NewSchedule wanted, FailureCode code) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> schedules.create(creator, project, wanted))
                .matches(refused -> refused.code() == code, code.name());
    }

    private Schedule hourly(String name) {
        return schedules.create(creator, project, wanted(name, "0 * * * *"));
    }

    private static NewSchedule wanted(String name, String cron) {
        return new NewSchedule(name, cron, "UTC", "probe", JSON.readTree("{}"), Map.of());
    }

    /** Makes the run look as if it went on. */
    private void unfinish(ScheduledStart start) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> control.get(RunRepository.class)
                        .findById(start.runId())
                        .orElseThrow()
                        .state()
                        .terminal());
        owner.sql("update ops.runs set finished_at = null where id = ?")
                .param(start.runId())
                .update();
    }
}
