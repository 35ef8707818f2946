package io.workbenchx.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.tracking.TrackingLimits;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GOV-7. */
class ArtifactLinkTest {

    private final RunningApi api = RunningApi.get();
    private final String name = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private String key;
    private UUID user;
    private Project project;

    @BeforeEach
    void makeAProject() {
        api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", name));
        project = api.bean(ProjectService.class).named(name).orElseThrow();
        Identity identity = api.bean(Identity.class);
        user = identity.createUser("u" + name, Role.ENGINEER, null).id();
        api.bean(ProjectService.class).setMember(admin(), project, user, MemberRole.EDITOR);
        key = identity.issueKey(user, "test", Duration.ofMinutes(5)).value();
    }

    @Test
    void downloadsOneArtifactWithoutAKey() {
        String run = probe();
        Answer link = link(run, "download", Map.of("path", "dir/out.txt"));
        String url = path(link);

        Answer content = api.send("GET", url, null, null);

        assertThat(link.json().path("sha256").asString())
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(content.body()).isEqualTo("hello");
        assertThat(content.response().headers().firstValue("Content-Disposition"))
                .hasValueSatisfying(
                        value -> assertThat(value).startsWith("attachment").contains("out.txt"));
        assertThat(api.send("PUT", url, null, "x").status()).isEqualTo(401);
        assertThat(api.send("GET", url.substring(0, url.length() - 2) + "AA", null, null)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void isGoodForNoLongerThanItsMaker() {
        String url = path(link(probe(), "download", Map.of("path", "dir/out.txt")));
        assertThat(api.send("GET", url, null, null).status()).isEqualTo(200);

        String member = "/api/v1/projects/" + name + "/members/u" + name;
        assertThat(api.send("DELETE", member, api.adminKey(), null).status()).isLessThan(300);
        assertThat(api.send("GET", url, null, null).status()).isEqualTo(404);

        api.bean(ProjectService.class).setMember(admin(), project, user, MemberRole.VIEWER);
        assertThat(api.send("GET", url, null, null).status()).isEqualTo(200);
        assertThat(api.send("DELETE", "/api/v1/keys/" + keyId(), key, null).status())
                .isLessThan(300);
        assertThat(api.send("GET", url, null, null).status()).isEqualTo(401);
    }

    @Test
    void uploadsOneArtifactOfAnOpenRun() {
        String run = api.send(
                        "POST", "/mlflow/" + name + "/api/2.0/mlflow/runs/create", key, Map.of("experiment_id", "0"))
                .json()
                .path("run")
                .path("info")
                .path("run_id")
                .asString();
        UUID id = TrackingLimits.runId(run);
        String url = path(link(id.toString(), "upload", Map.of("path", "new.txt", "validity", "PT1M")));

        assertThat(api.send("PUT", url, null, "hello").status()).isEqualTo(200);

        assertThat(api.send("GET", "/api/v1/projects/" + name + "/runs/" + id + "/artifacts/new.txt", key, null)
                        .body())
                .isEqualTo("hello");
        assertThat(api.send("GET", url, null, null).status()).isEqualTo(401);
    }

    @Test
    void refusesLongTimesAndOtherPaths() {
        String run = probe();

        assertThat(link(run, "download", Map.of("path", "dir/out.txt", "validity", "PT2H"))
                        .status())
                .isEqualTo(422);
        assertThat(link(run, "download", Map.of("path", "../etc/passwd")).status())
                .isEqualTo(422);
        assertThat(link(run, "download", Map.of("path", "none.txt")).status()).isEqualTo(404);
    }

    private String keyId() {
        return api.send("GET", "/api/v1/keys", key, null)
                .json()
                .path(0)
                .path("id")
                .asString();
    }

    private Caller admin() {
        return Caller.onBehalfOf(api.bean(Identity.class).userNamed("admin").orElseThrow());
    }

    private Answer link(String run, String what, Map<String, String> body) {
        return api.send("POST", "/api/v1/projects/" + name + "/runs/" + run + "/links/" + what, key, body);
    }

    private static String path(Answer link) {
        return URI.create(link.json().path("url").asString()).getPath();
    }

    private String probe() {
        String run = api.send(
                        "POST",
                        "/api/v1/projects/" + name + "/runs",
                        key,
                        Map.of("kind", "probe", "spec", Map.of()),
                        "Idempotency-Key",
                        "one")
                .json()
                .path("id")
                .asString();
        api.bean(ArtifactService.class)
                .put(
                        project.id(),
                        UUID.fromString(run),
                        "runs/" + run,
                        "dir/out.txt",
                        new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)),
                        "text/plain");
        return run;
    }
}
