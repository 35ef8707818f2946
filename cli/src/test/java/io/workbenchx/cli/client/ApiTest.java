package io.workbenchx.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.ScriptedWorkbench.Seen;
import io.workbenchx.cli.shell.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTest {

    private static final String RUNS = "POST /api/v1/projects/demo/runs";

    @TempDir
    Path directory;

    private final List<Duration> pauses = new ArrayList<>();
    private ScriptedWorkbench workbench;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        workbench = new ScriptedWorkbench();
        api = api(workbench.url());
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void sendsTheKeyAndReadsTheAnswer() {
        workbench.json("GET /api/v1/me", "{\"name\":\"ana\"}");

        assertThat(Json.text(api.get(ApiPath.of("me")), "name")).isEqualTo("ana");
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer wbx_key");
    }

    @Test
    void repeatsALostRequestWithTheSameIdempotencyKey() {
        workbench.lost(RUNS).lost(RUNS).json(RUNS, "{\"id\":\"r1\"}");

        var run = api.post(ApiPath.project("demo", "runs"), Json.object().put("kind", "probe"));

        assertThat(Json.text(run, "id")).isEqualTo("r1");
        assertThat(workbench.seen()).hasSize(3).extracting(Seen::body).containsOnly("{\"kind\":\"probe\"}");
        assertThat(workbench.seen())
                .extracting(seen -> seen.header("Idempotency-Key"))
                .doesNotContain("")
                .containsOnly(workbench.last().header("Idempotency-Key"));
    }

    @Test
    void twoCallsHaveDifferentIdempotencyKeys() {
        workbench.json(RUNS, "{}");

        api.post(ApiPath.project("demo", "runs"), Json.object());
        api.post(ApiPath.project("demo", "runs"), Json.object());

        assertThat(workbench.seen())
                .extracting(seen -> seen.header("Idempotency-Key"))
                .doesNotHaveDuplicates();
    }

    @Test
    void waitsAsLongAsRetryAfterAsks() {
        workbench
                .on(RUNS, exchange -> {
                    exchange.getResponseHeaders().set("Retry-After", "7");
                    ScriptedWorkbench.respond(exchange, 503, "text/plain", "");
                })
                .json(RUNS, "{}");

        api.post(ApiPath.project("demo", "runs"), Json.object());

        assertThat(pauses).containsExactly(Duration.ofSeconds(7));
        assertThat(workbench.seen()).hasSize(2);
    }

    @Test
    void givesUpWhenTheWorkbenchStaysUnavailable() {
        workbench.problem(RUNS, 503, "UNAVAILABLE", "The database does not answer.");

        assertThatThrownBy(() -> api.post(ApiPath.project("demo", "runs"), Json.object()))
                .isInstanceOf(ApiException.class)
                .hasMessage("The database does not answer.");
        assertThat(workbench.seen()).hasSize(5);
        assertThat(pauses).hasSize(4).isSorted();
    }

    @Test
    void doesNotRepeatARefusal() {
        workbench.problem(RUNS, 422, "RUNTIME_UNKNOWN", "There is no runtime x.");

        assertThatThrownBy(() -> api.post(ApiPath.project("demo", "runs"), Json.object()))
                .isInstanceOf(ApiException.class);
        assertThat(workbench.seen()).hasSize(1);
    }

    @Test
    void saysAtOnceWhenNothingListens() {
        var url = workbench.url();
        workbench.close();

        assertThatThrownBy(() -> api(url).get(ApiPath.of("me")))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining(url);
        assertThat(pauses).isEmpty();
    }

    @Test
    void doesNotFollowARedirectWithTheKey() {
        workbench.on("GET /api/v1/me", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            ScriptedWorkbench.respond(exchange, 302, "text/plain", "");
        });

        assertThatThrownBy(() -> api.get(ApiPath.of("me"))).isInstanceOf(ApiException.class);
        assertThat(workbench.seen()).hasSize(1);
    }

    @Test
    void explainsAnAnswerThatIsNoProblemDocument() {
        workbench.on(
                "GET /api/v1/me",
                exchange -> ScriptedWorkbench.respond(exchange, 502, "text/html", "<html>Bad gateway</html>"));

        assertThatThrownBy(() -> api.get(ApiPath.of("me"))).hasMessage("The workbench answered with status 502.");
    }

    @Test
    void encodesNamesInPaths() {
        workbench.json("GET /api/v1/projects/a b/c", "{}");

        api.get(ApiPath.of("projects", "a b", "c").query("q", "x&y"));

        assertThat(workbench.last().target()).isEqualTo("/api/v1/projects/a%20b/c?q=x%26y");
        assertThatThrownBy(() -> ApiPath.of("projects", "..", "runs")).isInstanceOf(CommandException.class);
        assertThatThrownBy(() -> ApiPath.of("projects", "", "runs")).isInstanceOf(CommandException.class);
        assertThat(ApiPath.of("projects", "a/b").text()).isEqualTo("/api/v1/projects/a%2Fb");
    }

    @Test
    void aBrokenDownloadLeavesNoFile() {
        workbench.on("GET /api/v1/x", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.close();
        });

        assertThatThrownBy(() -> api.download(ApiPath.of("x"), directory.resolve("file")))
                .isInstanceOf(CommandException.class);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void storesADownload() throws Exception {
        workbench.json("GET /api/v1/x", "content");

        assertThat(api.download(ApiPath.of("x"), directory.resolve("file"))).isEqualTo(7);
        assertThat(Files.readString(directory.resolve("file"))).isEqualTo("content");
    }

    private Api api(String url) {
        return new Api(new Connection(URI.create(url), "wbx_key", "demo"), new Retries(5, 5, pauses::add));
    }
}
