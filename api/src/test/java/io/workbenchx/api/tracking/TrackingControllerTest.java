package io.workbenchx.api.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.protocol.mlflow.MlflowProject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What runs logged, as our own API tells it. */
class TrackingControllerTest {

    private final MlflowProject mlflow = MlflowProject.create();
    private final UUID first = job("3", 0.9);
    private final UUID second = job("5", 0.9);

    @Test
    void tellsWhatARunLogged() {
        String model = mlflow.model(first.toString(), "classifier");

        var view = mlflow.restGet("/runs/" + first + "/tracking").json();

        assertThat(view.path("params").path("depth").asString()).isEqualTo("3");
        assertThat(view.path("metrics").path("accuracy").asDouble()).isEqualTo(0.9);
        assertThat(view.path("tags").path("mlflow.user").asString()).isEqualTo("ana");
        assertThat(view.path("models").get(0).path("id").asString()).isEqualTo(model);
        assertThat(view.path("models").get(0).path("status").asString()).isEqualTo("READY");
    }

    @Test
    void comparesRuns() {
        var comparison = mlflow.restGet("/compare?runs=" + first + "," + second).json();

        assertThat(comparison.path("runs").findValuesAsString("id"))
                .containsExactly(first.toString(), second.toString());
        assertThat(comparison.path("differing").valueStream().map(key -> key.asString()))
                .containsExactly("params.depth");
    }

    @Test
    void refusesComparisonsOfNothingAndOfStrangers() {
        assertThat(mlflow.restGet("/compare?runs=" + first).status()).isEqualTo(422);
        assertThat(mlflow.restGet("/compare?runs=" + first + "," + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
        assertThat(MlflowProject.create()
                        .restGet("/runs/" + first + "/tracking")
                        .status())
                .isEqualTo(404);
        assertThat(mlflow.asJob(first).restGet("/runs/" + second + "/tracking").status())
                .isEqualTo(404);
    }

    private UUID job(String depth, double accuracy) {
        UUID run = mlflow.job("wine");
        mlflow.post(
                "runs/log-batch",
                Map.of(
                        "run_id",
                        run.toString(),
                        "params",
                        List.of(Map.of("key", "depth", "value", depth)),
                        "metrics",
                        List.of(Map.of("key", "accuracy", "value", accuracy, "timestamp", 1))));
        return run;
    }
}
