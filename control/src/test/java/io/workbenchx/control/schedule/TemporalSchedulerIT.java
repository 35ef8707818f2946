package io.workbenchx.control.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.testing.TemporalDevServer;
import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.workflow.Functions;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.schedule.ScheduleService.NewSchedule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Against Temporal's dev server; skipped where there is no {@code temporal} command. */
class TemporalSchedulerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path home;

    private static TemporalDevServer server;
    private static ControlContext control;
    private static Caller caller;
    private static Project project;
    private static ScheduleService schedules;

    @BeforeAll
    static void start() {
        Optional<Path> temporal = Stream.of(System.getenv("PATH") + ":" + System.getProperty("user.home") + "/go/bin")
                .flatMap(path -> Stream.of(path.split(":")))
                .map(folder -> Path.of(folder, "temporal"))
                .filter(Files::isExecutable)
                .findFirst();
        assumeThat(temporal).as("a temporal command on this machine").isPresent();
        server = TemporalDevServer.start(TemporalDevServerOptions.newBuilder()
                .setExistingPath(temporal.get().toString())
                .setDownloadEnabled(false)
                .setExtraArgs(ControlContext.SEARCH_ATTRIBUTES.stream()
                        .flatMap(name -> Stream.of("--search-attribute", name + "=Keyword"))
                        .toList())
                .build());
        control = ControlContext.start(home, server.getTarget());
        caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
        project = control.project(caller);
        schedules = control.get(ScheduleService.class);
    }

    @AfterAll
    static void stop() {
        if (control != null) {
            control.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void firesByItself() {
        Schedule schedule = create("every-second", "* * * * * *");

        Run run = await(() -> lastRun("every-second"));

        assertThat(run.requestId())
                .startsWith("schedule/" + schedule.id() + "/20")
                .endsWith(":" + seconds(run) + "Z");
        assertThat(run.scheduleId()).isEqualTo(schedule.id());
        schedules.delete(project, "every-second");
    }

    @Test
    void stopsWhenPausedAndGoesOnWhenResumed() {
        create("paused", "* * * * * *");
        await(() -> lastRun("paused"));

        schedules.pause(project, "paused");
        assertThat(describe("paused"))
                .hasValueSatisfying(paused -> assertThat(paused).isTrue());
        assertThat(schedules.next(schedules.require(project, "paused"))).isEmpty();

        schedules.resume(project, "paused");
        Instant resumed = Instant.now();
        await(() -> lastRun("paused").filter(run -> run.createdAt().isAfter(resumed)));
        schedules.delete(project, "paused");
    }

    @Test
    void isGoneFromTheEngineWhenDeleted() {
        Schedule schedule = create("gone", "0 0 1 1 *");
        assertThat(describe("gone")).isPresent();

        schedules.delete(project, "gone");

        assertThat(describe(schedule)).isEmpty();
    }

    @Test
    void tellsTheEngineAgainWhatItHasLost() {
        Schedule lost = create("lost", "0 0 1 1 *");
        Schedule deleted = create("deleted", "0 0 1 1 *");
        schedules.delete(project, "deleted");
        client().getHandle(id(lost)).delete();

        // A worker that starts knows nothing of what its predecessors told.
        ControlContext restarted = ControlContext.start(home.resolve("restarted"), server.getTarget());
        restarted.get(Scheduler.class).round();
        restarted.close();

        assertThat(describe(lost)).isPresent();
        assertThat(describe(deleted)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*/7 * * * *",
                "30 6 * * mon-fri",
                "0 12 13 * FRI",
                "0 0 12 13 * FRI",
                "15 8-18/2 1,15 */3 *",
                "0 0 * * 7",
                "0 0 * * 0",
                "0 0 * * 5-7",
                "5/20 3 * JAN-MAR *",
                "10,20,50 30 2 ? * SAT,SUN",
                "59 23 28-31 * *"
            })
    void readsCronAsWeDo(String cron) {
        String name = "cron-" + Integer.toHexString(cron.hashCode());
        Schedule schedule = schedules.create(
                caller, project, new NewSchedule(name, cron, "Europe/Madrid", "probe", JSON.readTree("{}"), Map.of()));

        List<Instant> engine = schedules.next(schedule);
        Instant first = engine.get(0);

        assertThat(engine).hasSizeGreaterThan(3);
        assertThat(schedule.parsedCron().next(first.minusSeconds(1), engine.size()))
                .isEqualTo(engine);
        schedules.delete(project, name);
    }

    private static Schedule create(String name, String cron) {
        return schedules.create(
                caller, project, new NewSchedule(name, cron, "UTC", "probe", JSON.readTree("{}"), Map.of()));
    }

    private static Optional<Run> lastRun(String name) {
        return Optional.ofNullable(schedules.require(project, name).lastRunId())
                .map(id -> control.get(RunRepository.class).findById(id).orElseThrow());
    }

    private static String seconds(Run run) {
        return run.requestId().replaceAll(".*:(\\d\\d)Z", "$1");
    }

    private static <T> T await(Functions.Func<Optional<T>> found) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(found::apply, Optional::isPresent)
                .orElseThrow();
    }

    private static Optional<Boolean> describe(String name) {
        return describe(schedules.require(project, name));
    }

    /** Whether the engine holds the schedule paused; empty when it does not know it. */
    private static Optional<Boolean> describe(Schedule schedule) {
        return client().listSchedules()
                .filter(listed -> listed.getScheduleId().equals(id(schedule)))
                .findFirst()
                .map(listed -> client().getHandle(id(schedule))
                        .describe()
                        .getSchedule()
                        .getState()
                        .isPaused());
    }

    private static String id(Schedule schedule) {
        return project.name() + "/schedule/" + schedule.id();
    }

    private static ScheduleClient client() {
        return ScheduleClient.newInstance(
                control.engine().getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace("default")
                        .setDataConverter(control.engine()
                                .getWorkflowClient()
                                .getOptions()
                                .getDataConverter())
                        .build());
    }
}
