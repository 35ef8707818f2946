package io.workbenchx.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs through the front: admission, idempotency, refusals, and what strangers see of them (N3, N51, F13). */
class RunAccessTest {

    private final RunningApi api = RunningApi.get();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String project = "p-" + suffix;

    @BeforeEach
    void makeProject() {
        Answer created = api.send(
                "POST",
                "/api/v1/projects",
                api.adminKey(),
                Map.of("name", project, "budget", Map.of("CPU_SECONDS", 5, "USD", 1)));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private String user(String role) {
        Answer answer = api.send(
                "POST", "/api/v1/users", api.adminKey(), Map.of("name", "u-" + UUID.randomUUID(), "role", role));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("apiKey").asString();
    }

    private Answer probe(String key, String requestId) {
        return api.send(
                "POST",
                "/api/v1/projects/" + project + "/runs",
                key,
                Map.of("kind", "probe", "spec", Map.of("note", "hello")),
                "Idempotency-Key",
                requestId);
    }

    @Test
    void admitsAndShowsARun() {
        Answer started = probe(api.adminKey(), "r1");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        assertThat(started.json().path("state").asString()).isEqualTo("ADMITTED");
        String id = started.json().path("id").asString();
        Answer shown = api.send("GET", "/api/v1/projects/" + project + "/runs/" + id, api.adminKey(), null);
        assertThat(shown.json().path("workflowId").asString()).isEqualTo(project + "/probe/" + id);
        assertThat(shown.json()
                        .path("cost")
                        .path("CPU_SECONDS")
                        .path("reserved")
                        .asDouble())
                .isEqualTo(1);
        Answer events =
                api.send("GET", "/api/v1/projects/" + project + "/runs/" + id + "/events", api.adminKey(), null);
        assertThat(events.json().path("items").findValuesAsString("type"))
                .containsExactly("run.queued", "run.admitted");
    }

    @Test
    void theSameRequestIsTheSameRunHoweverOftenItIsSent() throws Exception {
        ExecutorService many = Executors.newFixedThreadPool(32);
        try {
            List<Answer> answers = many
                    .invokeAll(IntStream.range(0, 100)
                            .<Callable<Answer>>mapToObj(i -> () -> probe(api.adminKey(), "same"))
                            .toList())
                    .stream()
                    .map(RunAccessTest::get)
                    .toList();
            assertThat(answers.stream()
                            .map(answer -> answer.json().path("id").asString())
                            .distinct())
                    .hasSize(1);
            assertThat(answers.stream().map(Answer::status))
                    .containsOnly(200, 201)
                    .containsOnlyOnce(201);
        } finally {
            many.shutdownNow();
        }
        Answer other = api.send(
                "POST",
                "/api/v1/projects/" + project + "/runs",
                api.adminKey(),
                Map.of("kind", "probe", "spec", Map.of("note", "another")),
                "Idempotency-Key",
                "same");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().path("code").asString()).isEqualTo("REQUEST_REUSED");
    }

    @Test
    void aRepeatedRefusalIsTheSameRefusal() {
        List<Answer> answers = IntStream.range(0, 2)
                .mapToObj(i -> api.send(
                        "POST",
                        "/api/v1/projects/" + project + "/runs",
                        api.adminKey(),
                        Map.of("kind", "probe", "spec", List.of()),
                        "Idempotency-Key",
                        "refused"))
                .toList();
        assertThat(answers.stream().map(Answer::status)).containsExactly(422, 422);
        assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
    }

    @Test
    void documentsBothAnswersToAStart() {
        Answer document = api.send("GET", "/v3/api-docs", api.adminKey(), null);

        for (String path : List.of("/runs", "/runs/{run}/reproduce")) {
            assertThat(document.json()
                            .path("paths")
                            .path("/api/v1/projects/{project}" + path)
                            .path("post")
                            .path("responses")
                            .propertyNames())
                    .as(path)
                    .contains("200", "201");
        }
    }

    private static <T> T get(java.util.concurrent.Future<T> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void refusesWhatTheBudgetDoesNotCoverAndKeepsTheRefusal() {
        List<Answer> answers = IntStream.range(0, 8)
                .mapToObj(i -> probe(api.adminKey(), "b" + i))
                .toList();
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(5);
        Answer refused = answers.get(7);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("code").asString()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(refused.json().path("detail").asString()).contains("CPU_SECONDS");
        Answer run = api.send(
                "GET",
                "/api/v1/projects/" + project + "/runs/"
                        + refused.json().path("run").asString(),
                api.adminKey(),
                null);
        assertThat(run.json().path("state").asString()).isEqualTo("FAILED");
        assertThat(run.json().path("failure").path("code").asString()).isEqualTo("BUDGET_EXHAUSTED");
    }

    @Test
    void recordsAWrongSpecAsARefusedRun() {
        for (Object spec : List.of(Map.of("nonsense", 1), List.of(), "text")) {
            Answer answer = api.send(
                    "POST",
                    "/api/v1/projects/" + project + "/runs",
                    api.adminKey(),
                    Map.of("kind", "probe", "spec", spec));
            assertThat(answer.status()).as(answer.body()).isEqualTo(422);
            assertThat(answer.json().path("code").asString()).isEqualTo("SPEC_INVALID");
            assertThat(answer.json().path("run").asString()).isNotEmpty();
        }
    }

    @Test
    void namesAnUnknownRuntime() {
        Answer answer = api.send(
                "POST",
                "/api/v1/projects/" + project + "/runs",
                api.adminKey(),
                Map.of("kind", "training", "spec", Map.of("runtime", "no-such-runtime")));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asString()).isEqualTo("RUNTIME_UNKNOWN");
    }

    @Test
    void strangersSeeNothingOfAProject() {
        String id = probe(api.adminKey(), "r1").json().path("id").asString();
        String stranger = user("ENGINEER");
        Answer unknown = api.send("GET", "/api/v1/projects/no-such-project/runs", stranger, null);
        for (String path : List.of(
                "",
                "/runs",
                "/runs/" + id,
                "/runs/" + id + "/events",
                "/runs/" + id + "/logs",
                "/runs/" + id + "/artifacts",
                "/datasets")) {
            Answer answer = api.send("GET", "/api/v1/projects/" + project + path, stranger, null);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.body().replace(project, "no-such-project").replaceAll("\"instance\":\"[^\"]*\"", ""))
                    .isEqualTo(unknown.body().replaceAll("\"instance\":\"[^\"]*\"", ""));
        }
        assertThat(probe(stranger, "mine").status()).isEqualTo(404);
        assertThat(api.send("POST", "/api/v1/projects/" + project + "/runs/" + id + "/cancel", stranger, null)
                        .status())
                .isEqualTo(404);
        assertThat(api.send("GET", "/api/v1/projects", stranger, null).json().path("items"))
                .isEmpty();
    }

    @Test
    void viewersMayLookButNotStart() {
        Answer created =
                api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", "viewer-" + suffix, "role", "VIEWER"));
        String viewer = created.json().path("apiKey").asString();
        assertThat(api.send(
                                "PUT",
                                "/api/v1/projects/" + project + "/members/viewer-" + suffix,
                                api.adminKey(),
                                Map.of("role", "VIEWER"))
                        .status())
                .isEqualTo(204);
        assertThat(api.send("GET", "/api/v1/projects/" + project + "/runs", viewer, null)
                        .status())
                .isEqualTo(200);
        assertThat(probe(viewer, "v").status()).isEqualTo(403);
        assertThat(api.send("POST", "/api/v1/users", viewer, Map.of("name", "x", "role", "ADMIN"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void cancelsARunThatHasNotBegun() {
        String id = probe(api.adminKey(), "r1").json().path("id").asString();
        Answer cancelled =
                api.send("POST", "/api/v1/projects/" + project + "/runs/" + id + "/cancel", api.adminKey(), null);
        assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
        assertThat(api.send("GET", "/api/v1/projects/" + project + "/runs/" + id + "/events", api.adminKey(), null)
                        .json()
                        .path("items")
                        .findValuesAsString("type"))
                .contains("run.cancel_requested");
    }
}
