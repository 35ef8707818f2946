package io.workbenchx.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** GOV-6: who reads what is sensitive is on record, and a reader who was refused is not said to have read. */
class ReadingIsRecordedTest {

    private final RunningApi api = RunningApi.get();
    private final String name = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private Project project;
    private UUID run;

    @BeforeEach
    void makeARun() {
        api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", name));
        project = api.bean(ProjectService.class).named(name).orElseThrow();
        Answer started = api.send(
                "POST",
                "/api/v1/projects/" + name + "/runs",
                api.adminKey(),
                Map.of("kind", "probe", "spec", Map.of()),
                "Idempotency-Key",
                "one");
        run = UUID.fromString(started.json().path("id").asString());
        api.bean(ArtifactService.class)
                .put(
                        project.id(),
                        run,
                        "runs/" + run,
                        "out.txt",
                        new ByteArrayInputStream(new byte[] {1}),
                        "text/plain");
    }

    @Test
    void ofArtifactsAndLogs() {
        assertThat(read("/artifacts/out.txt", api.adminKey())).isEqualTo(200);
        assertThat(api.send(
                                "GET",
                                "/api/v1/projects/" + name + "/runs/" + run + "/logs",
                                api.adminKey(),
                                null,
                                "Accept",
                                "text/plain")
                        .status())
                .isEqualTo(200);

        assertThat(readings()).containsExactly("artifact.downloaded admin runs/" + run, "log.read admin runs/" + run);
    }

    @Test
    void notWhenNothingWasRead() {
        assertThat(read("/artifacts/none.txt", api.adminKey())).isEqualTo(404);
        assertThat(read("/evidence", api.adminKey())).isEqualTo(409);

        assertThat(readings()).isEmpty();
    }

    @Test
    void notOfTheRunThatWroteIt() {
        UUID user = api.bean(Identity.class).userNamed("admin").orElseThrow().id();
        String token = api.bean(Identity.class)
                .issueRunToken(user, project.id(), run, Duration.ofMinutes(5))
                .value();

        assertThat(read("/artifacts/out.txt", token)).isEqualTo(200);

        assertThat(readings()).isEmpty();
    }

    private int read(String path, String key) {
        return api.send("GET", "/api/v1/projects/" + name + "/runs/" + run + path, key, null)
                .status();
    }

    private List<String> readings() {
        return JdbcClient.create(TestDatabase.owner())
                .sql("""
                        select type || ' ' || actor || ' ' || subject from ops.audit_events
                        where project_id = ? and (type like '%.downloaded' or type like '%.read') order by seq
                        """)
                .param(project.id())
                .query(String.class)
                .list();
    }
}
