package io.workbenchx.api.protocol.mlflow;

import static io.workbenchx.api.protocol.mlflow.MlflowProject.ok;
import static io.workbenchx.api.protocol.mlflow.MlflowProject.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a job may reach with the token it was given. */
class MlflowRunTokenTest {

    private final MlflowProject mlflow = MlflowProject.create();
    private final UUID own = mlflow.job("mine");
    private final MlflowProject job = mlflow.asJob(own);
    private final String other = mlflow.run();

    @Test
    void logsToItsOwnRun() {
        ok(job.get("runs/get", Map.of("run_id", own.toString())));
        ok(job.post("runs/update", Map.of("run_id", own.toString(), "status", "RUNNING")));
        ok(job.post("runs/log-parameter", Map.of("run_id", own.toString(), "key", "a", "value", "b")));
        String model = job.model(own.toString(), "classifier");
        ok(job.post(
                "runs/outputs",
                Map.of("run_id", own.toString(), "models", List.of(Map.of("model_id", model, "step", 0)))));
        ok(job.put(job.experimentOf(own.toString()) + "/" + own + "/artifacts/plot.png", "png"));
        ok(job.post("runs/update", Map.of("run_id", own.toString(), "status", "FINISHED", "end_time", 5)));
        assertThat(ok(job.get("experiments/get-by-name", Map.of("experiment_name", "mine")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void seesNoOtherRunExperimentOrModel() {
        String model = mlflow.model(other, "theirs");
        String path = "0/" + other + "/artifacts/x.txt";
        ok(mlflow.put(path, "x"));

        refused(404, "RESOURCE_DOES_NOT_EXIST", job.get("runs/get", Map.of("run_id", other)));
        refused(404, "RESOURCE_DOES_NOT_EXIST", log(job, other));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.post("runs/update", Map.of("run_id", other, "status", "FAILED")));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.post("runs/delete", Map.of("run_id", other)));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.artifact(path));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.put(path, "y"));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.get("experiments/get", Map.of("experiment_id", "0")));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.send("GET", "logged-models/" + model, null));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.put("0/models/" + model + "/artifacts/model.onnx", "mine"));
        refused(
                404,
                "RESOURCE_DOES_NOT_EXIST",
                job.get("metrics/get-history", Map.of("run_id", other, "metric_key", "a")));
        assertThat(ok(job.post("runs/search", Map.of("experiment_ids", List.of("0"))))
                        .body())
                .isEqualTo("{}");
        assertThat(ok(job.post("logged-models/search", Map.of("experiment_ids", List.of("0"))))
                        .body())
                .isEqualTo("{}");
    }

    @Test
    void startsNothing() {
        refused(403, "PERMISSION_DENIED", job.post("runs/create", Map.of("experiment_id", "0")));
        refused(403, "PERMISSION_DENIED", job.post("experiments/create", Map.of("name", "new")));
        refused(
                403,
                "PERMISSION_DENIED",
                job.post("experiments/delete", Map.of("experiment_id", job.experimentOf(own.toString()))));
        assertThat(job.restGet("/datasets").status()).isEqualTo(403);
    }

    @Test
    void registersOnlyUnderNamesItMade() {
        ok(mlflow.post("registered-models/create", Map.of("name", "theirs")));
        String model = job.model(own.toString(), "classifier");

        refused(400, "RESOURCE_ALREADY_EXISTS", job.post("registered-models/create", Map.of("name", "theirs")));
        refused(403, "PERMISSION_DENIED", register(job, "theirs", model));
        refused(404, "RESOURCE_DOES_NOT_EXIST", job.get("registered-models/get", Map.of("name", "theirs")));
        ok(job.post("registered-models/create", Map.of("name", "ours")));
        ok(register(job, "ours", model));
        ok(job.get("registered-models/get", Map.of("name", "ours")));
    }

    @Test
    void cannotReachAnotherProject() {
        MlflowProject elsewhere = MlflowProject.create();
        String theirs = elsewhere.run();

        refused(404, "RESOURCE_DOES_NOT_EXIST", elsewhere.with(job).get("runs/get", Map.of("run_id", theirs)));
        refused(404, "RESOURCE_DOES_NOT_EXIST", elsewhere.with(job).get("runs/get", Map.of("run_id", own.toString())));
        refused(404, "RESOURCE_DOES_NOT_EXIST", elsewhere.get("runs/get", Map.of("run_id", own.toString())));
    }

    @Test
    void writesNothingOnceItsRunHasEnded() {
        String model = job.model(own.toString(), "classifier");
        String experiment = job.experimentOf(own.toString());
        mlflow.finish(own, "SUCCEEDED");

        // The token ended with the run; people are refused as well.
        refused(401, "UNAUTHENTICATED", log(job, own.toString()));
        refused(400, "INVALID_STATE", log(mlflow, own.toString()));
        refused(400, "INVALID_STATE", mlflow.put(experiment + "/" + own + "/artifacts/late.txt", "x"));
        refused(400, "INVALID_STATE", mlflow.put(experiment + "/models/" + model + "/artifacts/model.onnx", "x"));
        refused(400, "INVALID_STATE", mlflow.send("DELETE", "logged-models/" + model, null));
        assertThat(ok(mlflow.get("runs/get", Map.of("run_id", own.toString())))
                        .json()
                        .path("run")
                        .path("info")
                        .path("status")
                        .asString())
                .isEqualTo("FINISHED");
    }

    private static io.workbenchx.api.RunningApi.Answer log(MlflowProject as, String run) {
        return as.post("runs/log-metric", Map.of("run_id", run, "key", "a", "value", 1, "timestamp", 1));
    }

    private static io.workbenchx.api.RunningApi.Answer register(MlflowProject as, String name, String model) {
        return as.post("model-versions/create", Map.of("name", name, "source", "models:/" + model, "model_id", model));
    }
}
