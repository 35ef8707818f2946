package io.workbenchx.control.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.control.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TrackingServiceTest {

    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.application());
    private final TrackingFixture fixture = new TrackingFixture(jdbc);

    @Test
    void opensARunOnceUnderItsExperiment() {
        UUID project = fixture.project();
        UUID run = fixture.run(project, "training");

        TrackedRun opened = fixture.tracking().open(project, run, "wine", null, "ana");
        TrackedRun again = fixture.tracking().open(project, run, "wine", "other", "bob");

        assertThat(again).isEqualTo(opened);
        assertThat(opened.status()).isEqualTo("RUNNING");
        assertThat(opened.name()).isNotBlank();
        assertThat(opened.artifactUri())
                .isEqualTo("mlflow-artifacts:/" + opened.experimentId() + "/" + run + "/artifacts");
    }
}
