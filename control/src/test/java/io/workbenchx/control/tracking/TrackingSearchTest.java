package io.workbenchx.control.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.search.Page;
import io.workbenchx.control.tracking.TrackingSearch.Query;
import io.workbenchx.control.tracking.TrackingSearch.View;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingSearchTest {

    private final TrackingFixture fixture = new TrackingFixture();
    private final UUID low = fixture.training("wine", "low");
    private final UUID high = fixture.training("wine", "high");
    private final UUID nan = fixture.training("wine", "nan");
    private final UUID none = fixture.training("wine", "none");

    @BeforeEach
    void log() {
        log(low, 0.1, Map.of("depth", "3", "a.b", "x"), Map.of("team", "red"));
        log(high, 0.9, Map.of("depth", "5", "kernel", "RBF"), Map.of("team", "blue", "note", "50% off"));
        log(nan, Double.NaN, Map.of("depth", "it's"), Map.of());
        fixture.data.logInputs(
                fixture.ana,
                fixture.project,
                low,
                List.of(new DatasetInput("churn", "d1", "", "", null, null, Map.of("mlflow.data.context", "training"))),
                List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "metrics.acc > 0.5 | high",
                "metric.acc >= 0.1 AND metrics.acc < .5 | low",
                "metrics.`acc` <= 1e-1 | low",
                "metrics.acc != 0.1 | high,nan",
                "metrics.missing != 1 | ''",
                "params.depth = '3' | low",
                "params.depth = \"3\" | low",
                "parameters.depth != '3' | high,nan",
                "params.\"a.b\" = 'x' and params.a.b LIKE '_' | low",
                "params.kernel ILIKE 'rb_' | high",
                "params.kernel LIKE 'rb_' | ''",
                "params.depth = \"it's\" | nan",
                "params.kernel IS NULL | low,nan,none",
                "tags.team IS NOT NULL | low,high",
                "tags.note LIKE '50\\% off' | ''",
                "tags.note LIKE '50% off' | high",
                "run_name IN ('low', 'none') | low,none",
                "attributes.run_name NOT IN ('low', 'none') | high,nan",
                "attr.status = 'RUNNING' AND run.run_name ilike 'H%' | high",
                "start_time > 0 and user_id = 'ana' and run_name = 'nan' | nan",
                "datasets.name = 'churn' AND dataset.context = 'training' | low",
                "dataset.digest != 'd1' | ''",
                "end_time < 5 | ''",
            })
    void finds(String filter, String names) {
        assertThat(names(filter)).containsExactlyInAnyOrder(names.equals("''") ? new String[0] : names.split(","));
    }

    @Test
    void findsARunByItsIdWithAndWithoutDashes() {
        assertThat(names("run_id = '" + low + "'")).containsExactly("low");
        assertThat(names("attributes.run_id = '" + low.toString().replace("-", "") + "'"))
                .containsExactly("low");
        assertThat(names("run_id IN ('" + low + "', '" + high + "')")).containsExactlyInAnyOrder("low", "high");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "metrics.acc > 0.5 OR metrics.acc < 0.1",
                "params.depth = '3' or '1' = '1'",
                "(metrics.acc > 0.5)",
                "nonsense",
                "metrics.acc > '0.5'",
                "metrics.acc LIKE 1",
                "params.depth > '3'",
                "params.depth = 3",
                "params.depth = 'it''s'",
                "params.depth = 'unclosed",
                "params.depth = '3'; drop table ops.runs",
                "params.depth = '3' -- comment",
                "params.depth IN ('3')",
                "attributes.nothing = 'x'",
                "things.a = 'x'",
                "dataset.nothing = 'x'",
                "start_time = 'x'",
                "run_name IN ()",
                "run_name IN ('a'",
                "metrics.acc = NaN",
                "AND",
                "params. = 'x'",
                "params.a = 'x' params.b = 'y'",
            })
    void refuses(String filter) {
        assertThatThrownBy(() -> names(filter))
                .isInstanceOfSatisfying(
                        WorkbenchException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }

    @Test
    void refusesAFilterOfAMegabyte() {
        refuses("params.a = '" + "x".repeat(1_000_000) + "'");
        refuses("params.a = '1' AND ".repeat(500) + "params.a = '1'");
    }

    @Test
    void putsNotANumberAfterNumbersAndNothingLast() {
        assertThat(ordered("metrics.acc DESC")).containsExactly("high", "low", "nan", "none");
        assertThat(ordered("metrics.acc ASC")).containsExactly("low", "high", "nan", "none");
        assertThat(ordered("attributes.run_name")).containsExactly("high", "low", "nan", "none");
        assertThat(ordered("params.depth DESC", "tags.team")).startsWith("nan", "high", "low");
        assertThat(ordered()).containsExactly("none", "nan", "high", "low");
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics.acc SIDEWAYS", "metrics.acc DESC, 1", "nothing", "datasets.name", "1"})
    void refusesOrders(String order) {
        assertThatThrownBy(() -> ordered(order)).isInstanceOf(WorkbenchException.class);
    }

    @Test
    void pagesWithoutLosingOrRepeatingAnything() {
        Page<TrackedRun> first = page(3, null);
        Page<TrackedRun> second = page(3, first.next());

        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).hasSize(1).doesNotContainAnyElementsOf(first.items());
        assertThat(second.next()).isNull();
        assertThatThrownBy(() -> page(3, "bm9uc2Vuc2U")).isInstanceOf(WorkbenchException.class);
        assertThatThrownBy(() -> page(3, "%%%")).isInstanceOf(WorkbenchException.class);
        assertThatThrownBy(() -> page(0, null)).isInstanceOf(WorkbenchException.class);
        assertThatThrownBy(() -> page(50_001, null)).isInstanceOf(WorkbenchException.class);
    }

    @Test
    void showsDeletedRunsOnlyWhenAskedFor() {
        fixture.tracking.setDeleted(fixture.ana, fixture.project, low, true);

        assertThat(names("")).doesNotContain("low");
        assertThat(search(fixture.ana, new Query("", List.of(), View.DELETED_ONLY, 10, null)))
                .containsExactly("low");
        assertThat(search(fixture.ana, new Query("", List.of(), View.ALL, 10, null)))
                .hasSize(4);
    }

    @Test
    void showsARunOnlyItself() {
        assertThat(search(fixture.token(low), new Query("", List.of(), View.ALL, 10, null)))
                .containsExactly("low");
        assertThat(fixture.search
                        .experiments(fixture.token(low), fixture.project, new Query("", List.of(), View.ALL, 10, null))
                        .items())
                .extracting(Experiment::name)
                .containsExactly("wine");
    }

    @Test
    void findsExperimentsByNameAndTag() {
        Experiment made = fixture.experiments.create(fixture.ana, fixture.project, "tagged", Map.of("team", "red"));

        assertThat(experiments("tags.team = 'red'")).containsExactly(made.name());
        assertThat(experiments("name LIKE 'w%'")).containsExactly("wine");
        assertThat(experiments("creation_time > 0")).contains("wine", "tagged", "Default");
    }

    private List<String> experiments(String filter) {
        return fixture
                .search
                .experiments(fixture.ana, fixture.project, new Query(filter, List.of(), View.ACTIVE_ONLY, 10, null))
                .items()
                .stream()
                .map(Experiment::name)
                .toList();
    }

    private List<String> names(String filter) {
        return search(fixture.ana, new Query(filter, List.of(), View.ACTIVE_ONLY, 100, null));
    }

    private List<String> ordered(String... orders) {
        return search(fixture.ana, new Query(null, List.of(orders), View.ACTIVE_ONLY, 100, null));
    }

    private List<String> search(Caller caller, Query query) {
        return fixture.search.runs(caller, fixture.project, List.of(experiment()), query).items().stream()
                .map(TrackedRun::name)
                .toList();
    }

    private Page<TrackedRun> page(int limit, String token) {
        return fixture.search.runs(
                fixture.ana,
                fixture.project,
                List.of(experiment()),
                new Query("", List.of("metrics.acc DESC"), View.ALL, limit, token));
    }

    private String experiment() {
        return fixture.access.readable(fixture.ana, fixture.project, low).experimentId();
    }

    private void log(UUID run, double acc, Map<String, String> params, Map<String, String> tags) {
        fixture.data.log(
                fixture.ana,
                fixture.project,
                run,
                new RunBatch(List.of(MetricPoint.of("acc", acc, 1, 0)), params, tags));
    }
}
