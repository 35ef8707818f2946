package io.workbenchx.api.protocol.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The unmodified {@code mlflow} client against the running api. */
class MlflowClientIT {

    private static final RunningApi API = RunningApi.get();
    private static TrackingWorker worker;
    private static PythonClient python;

    @BeforeAll
    static void start() throws Exception {
        worker = new TrackingWorker(API);
        python = PythonClient.install();
        API.send("POST", "/api/v1/projects", API.adminKey(), Map.of("name", "client"));
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void worksAsWithItsOwnServer() throws Exception {
        String output = python.run("mlflow_client.py", environment());

        assertThat(output.lines().filter(line -> line.startsWith("ok "))).hasSizeGreaterThan(10);
    }

    private static Map<String, String> environment() {
        return Map.of(
                "MLFLOW_TRACKING_URI",
                API.uri("/mlflow/client").toString(),
                "MLFLOW_TRACKING_TOKEN",
                API.adminKey(),
                "MLFLOW_HTTP_REQUEST_MAX_RETRIES",
                "2");
    }
}
