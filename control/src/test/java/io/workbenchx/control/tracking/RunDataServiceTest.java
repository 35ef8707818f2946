package io.workbenchx.control.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunDataServiceTest {

    private final TrackingFixture fixture = new TrackingFixture();
    private final RunDataService data = fixture.data;
    private final UUID run = fixture.training("wine");
    private final Caller token = fixture.token(run);

    @Test
    void swallowsARepeatedPoint() {
        List<MetricPoint> points = IntStream.range(0, 1000)
                .mapToObj(i -> MetricPoint.of("loss", i / 10.0, 1000 + i, i))
                .toList();

        log(RunBatch.ofMetrics(points));
        log(RunBatch.ofMetrics(points));

        assertThat(data.history(token, fixture.project, run, "loss", "", 2000).items())
                .isEqualTo(points);
    }

    @Test
    void takesTheSamePointTwiceInOneBatch() {
        MetricPoint point = MetricPoint.of("loss", 1, 1, 1);

        log(RunBatch.ofMetrics(List.of(point, point)));

        assertThat(history("loss")).containsExactly(point);
    }

    @Test
    void pagesThroughTheHistory() {
        log(RunBatch.ofMetrics(IntStream.range(0, 5)
                .mapToObj(i -> MetricPoint.of("m", i, i, i))
                .toList()));

        var first = data.history(token, fixture.project, run, "m", "", 3);
        var second = data.history(token, fixture.project, run, "m", first.next(), 3);

        assertThat(first.items()).hasSize(3);
        assertThat(second.items()).extracting(MetricPoint::step).containsExactly(3L, 4L);
        assertThat(second.next()).isNull();
    }

    @Test
    void comparesByStepThenTimeThenValue() {
        log(RunBatch.ofMetrics(
                List.of(MetricPoint.of("m", 9, 100, 1), MetricPoint.of("m", 1, 50, 2), MetricPoint.of("m", 2, 50, 2))));
        log(RunBatch.ofMetrics(List.of(MetricPoint.of("m", 7, 999, 0))));

        assertThat(data.read(token, fixture.project, run).metrics()).containsExactly(MetricPoint.of("m", 2, 50, 2));
    }

    @Test
    void keepsNotANumberAndClampsInfinity() {
        log(RunBatch.ofMetrics(List.of(
                MetricPoint.of("nan", Double.NaN, 1, 0),
                MetricPoint.of("inf", Double.POSITIVE_INFINITY, 1, 0),
                MetricPoint.of("low", Double.NEGATIVE_INFINITY, 1, 0))));

        assertThat(history("nan"))
                .singleElement()
                .satisfies(p -> assertThat(p.value()).isNaN());
        assertThat(history("inf").get(0).value()).isEqualTo(Double.MAX_VALUE);
        assertThat(history("low").get(0).value()).isEqualTo(-Double.MAX_VALUE);
    }

    @Test
    void refusesAnotherValueOfAParameterAndNothingElseOfThatBatchIsKept() {
        log(RunBatch.ofParams(Map.of("depth", "3")));
        log(RunBatch.ofParams(Map.of("depth", "3", "lr", "0.1")));

        refused(() -> log(RunBatch.ofParams(Map.of("depth", "4"))));

        assertThat(data.read(token, fixture.project, run).params()).isEqualTo(Map.of("depth", "3", "lr", "0.1"));
    }

    @Test
    void overwritesTagsAndFollowsARename() {
        log(RunBatch.ofTags(Map.of("a", "1")));
        log(RunBatch.ofTags(Map.of("a", "2", "mlflow.runName", "better")));

        RunRecord record = data.read(token, fixture.project, run);

        assertThat(record.tags()).containsEntry("a", "2");
        assertThat(record.run().name()).isEqualTo("better");
        data.deleteTag(token, fixture.project, run, "a");
        assertThat(data.read(token, fixture.project, run).tags()).doesNotContainKey("a");
    }

    @Test
    void describesADatasetOnce() {
        DatasetInput dataset = new DatasetInput("churn", "abc", "local", "x.csv", "{}", null, Map.of("c", "train"));

        data.logInputs(token, fixture.project, run, List.of(dataset), List.of());
        data.logInputs(token, fixture.project, run, List.of(dataset), List.of());

        assertThat(data.read(token, fixture.project, run).datasets()).containsExactly(dataset);
    }

    @Test
    void refusesModelsTheProjectDoesNotHave() {
        RunModel unknown = new RunModel("m-" + "0".repeat(32), 0);

        assertThatThrownBy(() -> data.logOutputs(token, fixture.project, run, List.of(unknown)))
                .isInstanceOfSatisfying(
                        WorkbenchException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escape", "a/../b", "/abs", "a//b", ".", "a/", "", "tab\there", "semi;colon", "nul\0"})
    void refusesKeysThatAreNotNames(String key) {
        refused(() -> RunBatch.ofParams(Map.of(key, "x")));
        refused(() -> MetricPoint.of(key, 1, 1, 1));
    }

    @Test
    void refusesWhatExceedsTheLimits() {
        refused(() -> RunBatch.ofParams(Map.of("k".repeat(251), "x")));
        refused(() -> RunBatch.ofParams(Map.of("k", "x".repeat(6001))));
        refused(() -> RunBatch.ofParams(Map.of("k", "a\0b")));
        refused(() -> RunBatch.ofTags(Map.of("k", "x".repeat(8001))));
        refused(() -> RunBatch.ofMetrics(Collections.nCopies(1001, MetricPoint.of("m", 1, 1, 1))));
        refused(() -> MetricPoint.of("m", 1, -1, 0));
        refused(() -> new DatasetInput("d", "x".repeat(37), "", "", null, null, Map.of()));
        assertThat(RunBatch.ofParams(Map.of("é/ñ: a-b_c.d", "x".repeat(6000))).params())
                .hasSize(1);
    }

    private void log(RunBatch batch) {
        data.log(token, fixture.project, run, batch);
    }

    private List<MetricPoint> history(String key) {
        return data.history(token, fixture.project, run, key, "", 100).items();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WorkbenchException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }
}
