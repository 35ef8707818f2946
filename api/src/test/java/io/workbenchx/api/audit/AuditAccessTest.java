package io.workbenchx.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** GOV-6, GOV-15 through the door: N3, N4 and N6 for audit, costs and overview. */
class AuditAccessTest {

    private final RunningApi api = RunningApi.get();
    private final String mine = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private final String theirs = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private final String name = "u-" + UUID.randomUUID();
    private String viewer;

    @BeforeEach
    void makeTwoProjects() {
        for (String project : List.of(mine, theirs)) {
            assertThat(api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", project))
                            .status())
                    .isEqualTo(201);
        }
        viewer = api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", name, "role", "ENGINEER"))
                .json()
                .path("apiKey")
                .asString();
        api.send("PUT", "/api/v1/projects/" + mine + "/members/" + name, api.adminKey(), Map.of("role", "VIEWER"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "audit/export", "costs", "overview"})
    void aStrangerToAProjectGetsTheSameAnswerAsForOneThatIsNotThere(String route) {
        Answer foreign = get("/projects/" + theirs + "/" + route, viewer);
        Answer unknown = get("/projects/none-" + theirs + "/" + route, viewer);

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.body().replace(theirs, "none-" + theirs)).isEqualTo(unknown.body());
        assertThat(get("/projects/" + mine + "/" + route, viewer).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET audit",
                "GET audit/export",
                "GET costs",
                "GET audit/checkpoints",
                "POST audit/checkpoints",
                "POST audit/verify"
            })
    void whatIsOfTheInstallationIsForAdmins(String route) {
        String[] parts = route.split(" ");

        assertThat(api.send(parts[0], "/api/v1/" + parts[1], viewer, null).status())
                .isEqualTo(403);
        assertThat(api.send(parts[0], "/api/v1/" + parts[1], api.adminKey(), null)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audit", "audit/export", "costs", "overview"})
    void aRunIsNoReaderOfThem(String route) {
        Project project = api.bean(ProjectService.class).named(mine).orElseThrow();
        UUID admin = api.bean(Identity.class).userNamed("admin").orElseThrow().id();
        UUID run = UUID.fromString(probe().path("id").asString());
        String token = api.bean(Identity.class)
                .issueRunToken(admin, project.id(), run, Duration.ofMinutes(5))
                .value();

        assertThat(get("/projects/" + mine + "/" + route, token).status()).isEqualTo(403);
    }

    @Test
    void aMemberSeesOnlyTheProjectWhateverElseTheQuerySays() {
        JsonNode items = get("/projects/" + mine + "/audit?project=" + theirs + "&projectId=" + theirs, viewer)
                .json()
                .path("items");

        assertThat(items.findValuesAsString("project")).isNotEmpty().containsOnly(mine);
        assertThat(get("/projects/" + mine + "/costs?by=project&project=" + theirs, viewer)
                        .body())
                .doesNotContain(theirs);
    }

    @Test
    void aCursorOfAnotherProjectIsRefused() {
        String cursor = get("/projects/" + theirs + "/audit?limit=1", api.adminKey())
                .json()
                .path("next")
                .asString();

        Answer refused = get("/projects/" + mine + "/audit?limit=1&cursor=" + cursor, viewer);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("cursor");
    }

    @Test
    void anAdminChoosesAProjectOrAll() {
        assertThat(get("/audit?project=" + mine, api.adminKey())
                        .json()
                        .path("items")
                        .findValuesAsString("project"))
                .isNotEmpty()
                .containsOnly(mine);
        assertThat(get("/audit?type=project.created&limit=1000", api.adminKey())
                        .json()
                        .path("items")
                        .findValuesAsString("project"))
                .contains(mine, theirs);
        assertThat(get("/audit?project=none", api.adminKey()).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "kind=nonsense",
                "from=yesterday",
                "run=1",
                "datasetVersion=1",
                "cursor=x"
            })
    void aQuestionThatMakesNoSenseIsRefused(String query) {
        assertThat(get("/projects/" + mine + "/audit?" + query, viewer).status())
                .isIn(400, 422);
    }

    @Test
    void anExportIsADownloadAndOnRecord() {
        Answer csv = get("/projects/" + mine + "/audit/export?format=csv&type=member.set", viewer);

        assertThat(csv.response().headers().firstValue("content-disposition"))
                .hasValue("attachment; filename=\"" + mine + ".audit.csv\"");
        assertThat(csv.body().lines()).hasSize(3);
        JsonNode recorded = get("/projects/" + mine + "/audit?type=audit.exported", viewer)
                .json()
                .path("items")
                .get(0);
        assertThat(recorded.path("actor").asString()).isEqualTo(name);
        assertThat(recorded.path("data").path("filter").toString()).isEqualTo("{\"type\":\"member.set\"}");
        assertThat(get("/projects/" + mine + "/audit/export?format=xls", viewer).status())
                .isEqualTo(422);
    }

    @Test
    void whatARunWasAskedForIsAnsweredWithTheRun() {
        String run = probe().path("id").asString();

        JsonNode entry = get("/projects/" + mine + "/audit?type=run.queued&kind=probe", viewer)
                .json()
                .path("items")
                .get(0);

        assertThat(entry.path("run").path("id").asString()).isEqualTo(run);
        assertThat(entry.path("actor").asString()).isEqualTo("admin");
        assertThat(entry.path("data").path("kind").asString()).isEqualTo("probe");
    }

    @Test
    void theLogsAreSignedAndVerified() {
        probe();
        JsonNode checkpoint = api.send("POST", "/api/v1/audit/checkpoints", api.adminKey(), null)
                .json();

        JsonNode report = api.send(
                        "POST",
                        "/api/v1/audit/verify?checkpoint="
                                + checkpoint.path("sha256").asString(),
                        api.adminKey(),
                        null)
                .json();

        assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
        assertThat(report.path("checkpoints").asInt()).isPositive();
        assertThat(report.path("auditLogs").asInt()).isGreaterThan(2);
        assertThat(get("/audit/checkpoints", api.adminKey())
                        .json()
                        .path("items")
                        .findValuesAsString("sha256"))
                .contains(checkpoint.path("sha256").asString());
        assertThat(api.send("POST", "/api/v1/audit/verify?checkpoint=" + "0".repeat(64), api.adminKey(), null)
                        .json()
                        .path("ok")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void costsComeWithWhatOpenRunsMayStillSpend() {
        probe();

        JsonNode costs = get("/projects/" + mine + "/costs?by=person", viewer).json();

        assertThat(costs.path("items").get(0).path("key").asString()).isEqualTo("admin");
        assertThat(costs.path("total").path("CPU_SECONDS").path("reserved").asDouble())
                .isPositive();
        assertThat(get("/projects/" + mine + "/costs?by=weather", viewer).status())
                .isEqualTo(422);
        assertThat(get("/projects/" + mine + "/costs?by=kind&format=csv", viewer)
                        .body())
                .startsWith("kind,label,runs,unit,spent,reserved\r\n")
                .contains("\r\nprobe,,1,CPU_SECONDS,0,1\r\n");
        assertThat(get("/projects/" + mine + "/overview", viewer)
                        .json()
                        .path("lineage")
                        .path("succeeded")
                        .asInt())
                .isZero();
    }

    private JsonNode probe() {
        return api.send(
                        "POST",
                        "/api/v1/projects/" + mine + "/runs",
                        api.adminKey(),
                        Map.of("kind", "probe", "spec", Map.of()),
                        "Idempotency-Key",
                        UUID.randomUUID().toString())
                .json();
    }

    private Answer get(String path, String key) {
        return api.send("GET", "/api/v1" + path, key, null);
    }
}
