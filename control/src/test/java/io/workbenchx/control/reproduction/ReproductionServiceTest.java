package io.workbenchx.control.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.reproduction.Reproduction.Compared;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.control.tracking.TrackingService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class ReproductionServiceTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path home;

    private static ControlContext control;

    private final Caller caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final Project project = control.project(caller);
    private final ReproductionService reproductions = control.get(ReproductionService.class);

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void repeatsWithTheSameSpecAndBudget() {
        Run original = ended(probe("same", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("7"))));

        RunService.Started started = reproductions.reproduce(caller, project, original, "again");
        Run again = ended(started.run());

        assertThat(started.created()).isTrue();
        assertThat(again.spec()).isEqualTo(original.spec());
        assertThat(again.reproduces()).isEqualTo(original.id());
        assertThat(control.get(RunRecorder.class)
                        .cost(again.id())
                        .get(BudgetUnit.CPU_SECONDS)
                        .reserved())
                .isEqualByComparingTo("7");
        RunService.Started repeated = reproductions.reproduce(caller, project, original, "again");
        assertThat(repeated.created()).isFalse();
        assertThat(repeated.run().id()).isEqualTo(again.id());
    }

    @Test
    void comparesMetricsAndArtifacts() {
        Run original = ended(probe("compare", Map.of()));
        Run again = ended(reproductions
                .reproduce(caller, project, original, "compare-again")
                .run());
        artifact(original, "model.onnx", "same");
        artifact(again, "model.onnx", "same");
        artifact(original, "time.txt", "10:00");
        artifact(again, "time.txt", "11:00");
        artifact(again, "extra.txt", "new");
        metric(original, "accuracy", "0.96");
        metric(again, "accuracy", "0.96");
        metric(original, "loss", "0.1");
        metric(again, "loss", "0.2");

        Reproduction report = reproductions.compare(caller, project, again);

        assertThat(report.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(report.identical()).isFalse();
        assertThat(report.metrics())
                .containsEntry("accuracy", new Compared("0.96", "0.96", true))
                .containsEntry("loss", new Compared("0.1", "0.2", false));
        assertThat(report.artifacts().get("model.onnx").matches()).isTrue();
        assertThat(report.artifacts().get("time.txt").matches()).isFalse();
        assertThat(report.artifacts().get("extra.txt").original()).isNull();
    }

    @Test
    void callsARunIdenticalWhenEverythingMatches() {
        Run original = ended(probe("identical", Map.of()));
        Run again = ended(reproductions
                .reproduce(caller, project, original, "identical-again")
                .run());
        artifact(original, "model.onnx", "same");
        artifact(again, "model.onnx", "same");

        assertThat(reproductions.compare(caller, project, again).identical()).isTrue();
    }

    @Test
    void repeatsNoRunThatNeverRan() {
        Run refused = probe("refused", Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("999999999")));

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> reproductions.reproduce(caller, project, refused, "never"))
                .matches(failure -> failure.code() == FailureCode.CONFLICT);
    }

    @Test
    void comparesNothingForAnOrdinaryRun() {
        Run ordinary = probe("ordinary", Map.of());

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> reproductions.compare(caller, project, ordinary))
                .matches(failure -> failure.code() == FailureCode.CONFLICT);
    }

    private Run probe(String requestId, Map<BudgetUnit, BigDecimal> budget) {
        return control.get(RunService.class)
                .start(
                        caller,
                        project,
                        new StartRun(
                                RunKind.PROBE, JSON.readTree("{\"note\":\"x\"}"), requestId, budget, 3, null, null));
    }

    private Run ended(Run run) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> control.get(RunRepository.class)
                                .findById(run.id())
                                .orElseThrow(),
                        found -> found.state().terminal());
    }

    private void artifact(Run run, String path, String content) {
        control.get(ArtifactService.class)
                .put(
                        project.id(),
                        run.id(),
                        "runs/" + run.id(),
                        path,
                        new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
                        "text/plain");
    }

    private void metric(Run run, String key, String value) {
        control.get(TrackingService.class).open(project.id(), run.id(), "Default", null, caller.name());
        control.get(JdbcClient.class)
                .sql("""
                        insert into ops.run_latest_metrics (run_id, key, value, timestamp_ms, step, is_nan, project_id)
                        values (?, ?, ?, 0, 0, false, ?)
                        """)
                .params(run.id(), key, Double.valueOf(value), project.id())
                .update();
    }
}
