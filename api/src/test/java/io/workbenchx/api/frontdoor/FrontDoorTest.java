package io.workbenchx.api.frontdoor;

import static io.workbenchx.api.frontdoor.FrontDoorFixture.await;
import static io.workbenchx.api.frontdoor.FrontDoorFixture.json;
import static io.workbenchx.api.frontdoor.FrontDoorFixture.uid;
import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.deployment.EndpointService;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.workflows.run.RunContext;
import java.io.BufferedReader;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** The front door with real sockets on both sides: who gets in (N1, N10, N11), by which path (N2), with what (N19), and what comes back. */
class FrontDoorTest {

    private final FrontDoorFixture door = new FrontDoorFixture();
    private final FakeReplica replica = new FakeReplica("one");
    private final String key = door.member("VIEWER");
    private RunContext run;

    @BeforeEach
    void deploy() {
        run = door.deploy(replica.socket);
        door.awaitServing(key);
    }

    @AfterEach
    void close() {
        replica.close();
    }

    @Test
    void nobodyGetsInWithoutAValidKey() {
        String path = door.base() + "/health/live";
        for (String header : List.of(
                "",
                "Bearer",
                "Bearer wbx_" + "A".repeat(43),
                "Bearer x' OR pg_sleep(8)--",
                "Basic !!!",
                "Basic " + Base64.getEncoder().encodeToString("admin:password".getBytes()),
                "Digest " + key)) {
            HttpRequest.Builder request = door.request(path, null);
            if (!header.isEmpty()) {
                request.header("Authorization", header);
            }
            HttpResponse<String> answer = door.send(request.build());
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(json(answer).propertyNames()).containsExactly("error");
        }
        assertThat(door.get(path + "?key=" + key, null).statusCode()).isEqualTo(401);
        assertThat(door.get("/", null).statusCode()).isEqualTo(401);
        assertThat(door.get("/health", null).statusCode()).isEqualTo(401);
        assertThat(door.raw("OPTIONS", path, null)).isEqualTo(401);
        assertThat(door.raw("HEAD", path, null)).isEqualTo(401);
    }

    @Test
    void aKeyIsTakenAsBearerAndAsThePasswordOfBasic() {
        String basic = Base64.getEncoder().encodeToString(("anyone:" + key).getBytes());
        HttpRequest request = door.request(door.base() + "/health/live", null)
                .header("Authorization", "Basic " + basic)
                .build();
        assertThat(door.send(request).statusCode()).isEqualTo(200);
        assertThat(door.get(door.base() + "/health/live", key).statusCode()).isEqualTo(200);
        assertThat(door.get(door.base() + "/health/live", door.api.adminKey()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenOfATrustedIssuerIsGoodHereTooAndOneThatIsNotIsNot() {
        String name = "eve-" + UUID.randomUUID();
        String token = door.api.issuer().token(name, "wb-engineer");
        assertThat(door.get(door.base() + "/health/live", token).statusCode()).isEqualTo(404);

        door.api.send(
                "PUT",
                "/api/v1/projects/" + door.project + "/members/" + name,
                door.api.adminKey(),
                Map.of("role", "VIEWER"));

        await(() -> door.get(door.base() + "/health/live", token).statusCode() == 200);
        String forged = token.substring(0, token.length() - 8) + "AAAAAAAA";
        assertThat(door.get(door.base() + "/health/live", forged).statusCode()).isEqualTo(401);
    }

    @Test
    void answersToItsOwnNamesOnlyAndTakesNoKeyFromTheUrl() {
        assertThat(statusWithHost("evil.example", door.base() + "/health/live")).isEqualTo(421);
        assertThat(statusWithHost("localhost:1", door.base() + "/health/live")).isEqualTo(200);
        assertThat(door.get(door.base() + "/health/live?x=" + key, key).statusCode())
                .isEqualTo(401);
    }

    private int statusWithHost(String host, String path) {
        return door.raw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + key
                + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void strangersSeeWhatIsNotThere() {
        String stranger = door.key("ENGINEER");
        HttpResponse<String> foreign = door.get(door.base() + "/health/live", stranger);
        assertThat(foreign.statusCode()).isEqualTo(404);
        for (String path : List.of(
                "/endpoints/" + door.project + "/nothing/v2/health/live",
                "/endpoints/no-such-project/churn/v2/health/live",
                "/endpoints",
                "/endpoints/" + door.project + "/churn",
                "/endpoints/" + door.project + "/churn/v1/x",
                "/configs",
                "/")) {
            HttpResponse<String> answer = door.get(path, key);
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).isEqualTo(foreign.body());
        }
        assertThat(replica.requests.get()).isLessThan(100);
    }

    @Test
    void aRunMayNotUseEndpoints() {
        Identity identity = door.api.bean(Identity.class);
        UUID user = JdbcClient.create(TestDatabase.workbench())
                .sql("select created_by from ops.runs where id = ?")
                .param(run.runId())
                .query(UUID.class)
                .single();
        String token = identity.issueRunToken(user, run.projectId(), run.runId(), Duration.ofHours(1))
                .value();
        assertThat(door.get(door.base() + "/health/live", token).statusCode()).isEqualTo(403);
    }

    @Test
    void aRevokedKeyStopsWorking() {
        RunningApi api = door.api;
        JsonNode issued =
                api.send("POST", "/api/v1/keys", key, Map.of("name", "short")).json();
        String other = issued.path("apiKey").asString();
        assertThat(door.get(door.base() + "/health/live", other).statusCode()).isEqualTo(200);

        api.send("DELETE", "/api/v1/keys/" + issued.path("id").asString(), key, null);

        await(() -> door.get(door.base() + "/health/live", other).statusCode() == 401);
        assertThat(door.get(door.base() + "/health/live", key).statusCode()).isEqualTo(200);
    }

    @Test
    void otherSpellingsOfAPathAreRefused() {
        int before = replica.requests.get();
        String base = door.base();
        for (String target : List.of(
                base + "/../v2/health/live",
                base + "/./health/live",
                base + "//health/live",
                "/" + base + "/health/live",
                base + "/health/live/",
                base + ";x=1/health/live",
                base + "/%2e%2e/health/live",
                base + "/%2E./health/live",
                base + "/health%2flive",
                base + "/health%5clive",
                base + "/health\\live",
                base + "/models/a%00b",
                base + "/models/a%20b",
                base + "/models/\u00e4",
                base + "/health/live#x",
                "http://127.0.0.1" + base + "/health/live",
                "*",
                base + "/" + "a".repeat(1100))) {
            assertThat(door.raw("GET", target, key)).as(target).isEqualTo(400);
            assertThat(door.raw("GET", target, null)).as(target).isEqualTo(400);
        }
        assertThat(door.raw("GET", "/ENDPOINTS/" + door.project + "/churn/v2/health/live", key))
                .isEqualTo(404);
        assertThat(door.raw("GET", base.toUpperCase(java.util.Locale.ROOT) + "/health/live", key))
                .isEqualTo(404);
        assertThat(replica.requests.get()).isEqualTo(before);
    }

    @Test
    void brokenRequestsAreRefused() {
        String head = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n";
        assertThat(door.raw("TRACE " + door.base() + head + "\r\n")).isEqualTo(405);
        assertThat(door.raw("CONNECT x:80" + head + "\r\n")).isEqualTo(405);
        assertThat(door.raw("GET " + door.base() + head + "A: " + "b".repeat(70_000) + "\r\n\r\n"))
                .isIn(400, 431);
        assertThat(door.raw("POST " + door.base() + head
                        + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .isEqualTo(400);
        assertThat(door.raw("POST " + door.base() + head + "Content-Length: x\r\n\r\n"))
                .isIn(400, 413);
        assertThat(door.raw("nonsense\r\n\r\n")).isEqualTo(400);
    }

    @Test
    void theReplicaSeesNothingOfWhoAsks() {
        HttpRequest request = door.request(door.base() + "/models/churn/infer?x=1", key)
                .header("X-Forwarded-For", "1.2.3.4")
                .header("X-Forwarded-Host", "evil")
                .header("Forwarded", "for=1.2.3.4")
                .header("X-User", "root")
                .header("X-OpenWebUI-User-Id", "1")
                .header("Remote-User", "root")
                .header("Cookie", "session=1")
                .header("Proxy-Authorization", "x")
                .header("Content-Type", "application/octet-stream")
                .header("Inference-Header-Content-Length", "2")
                .header("X-Request-Id", "r1")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        HttpResponse<String> answer = door.send(request);

        JsonNode seen = json(answer);
        assertThat(seen.path("uri").asString()).isEqualTo("/v2/models/churn/infer");
        assertThat(seen.path("method").asString()).isEqualTo("POST");
        assertThat(seen.path("bytes").asInt()).isEqualTo(2);
        assertThat(seen.path("headers").propertyNames())
                .containsExactlyInAnyOrder(
                        "host", "content-type", "content-length", "inference-header-content-length", "x-request-id");
        assertThat(seen.path("headers").path("host").asString()).isEqualTo("localhost");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "server");
        assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    }

    @Test
    void answersOfTheReplicaPassAsTheyAre() {
        assertThat(door.get(door.base() + "/models/churn/refuse", key).statusCode())
                .isEqualTo(400);
        assertThat(door.get(door.base() + "/models/churn/fail", key).statusCode())
                .isEqualTo(500);
        assertThat(door.raw("HEAD", door.base() + "/health/live", key)).isEqualTo(200);
    }

    @Test
    void aReplicaThatBreaksOffIsTold() {
        HttpResponse<String> answer = door.get(door.base() + "/models/churn/cut", key);
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(json(answer).path("error").asString()).contains("try again");
    }

    @Test
    void bodiesThatAreTooLongAreRefused() {
        int before = replica.requests.get();
        String head = "POST " + door.base()
                + "/models/churn/infer HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key;
        assertThat(door.raw(head + "\r\nContent-Length: 99999999999\r\n\r\n")).isEqualTo(413);
        assertThat(replica.requests.get()).isEqualTo(before);

        byte[] megabyte = new byte[1 << 20];
        HttpRequest chunked = door.request(door.base() + "/models/churn/infer", key)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(java.util.Collections.nCopies(40, megabyte)))
                .build();
        assertThat(statusOrCut(chunked)).isIn(413, -1);

        HttpRequest allowed = door.request(door.base() + "/models/churn/infer", key)
                .POST(HttpRequest.BodyPublishers.ofByteArrays(java.util.Collections.nCopies(20, megabyte)))
                .build();
        assertThat(json(door.send(allowed)).path("bytes").asInt()).isEqualTo(20 << 20);
    }

    /** A client that goes on writing may see the connection close before it reads the answer. */
    private int statusOrCut(HttpRequest request) {
        try {
            return door.send(request).statusCode();
        } catch (java.io.UncheckedIOException cut) {
            return -1;
        }
    }

    @Test
    void aClientThatExpectsContinueGetsIt() throws Exception {
        HttpRequest request = door.request(door.base() + "/models/churn/infer", key)
                .expectContinue(true)
                .POST(HttpRequest.BodyPublishers.ofString("abc"))
                .build();
        assertThat(json(door.send(request)).path("bytes").asInt()).isEqualTo(3);
    }

    @Test
    void answersStreamWhileTheyAreMade() throws Exception {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        door.request(door.base() + "/models/churn/stream", key).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader reader = new BufferedReader(new java.io.InputStreamReader(answer.body()))) {
            char[] first = new char[6];
            int read = 0;
            while (read < first.length) {
                read += reader.read(first, read, first.length - read);
            }
            assertThat(new String(first)).isEqualTo("first;");
            replica.goOn.complete(null);
            assertThat(reader.readLine()).isEqualTo("second");
        }
    }

    @Test
    void requestsGoRoundAndPassAReplicaThatIsGone() throws Exception {
        try (FakeReplica two = new FakeReplica("two");
                ServerSocketChannel silent = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            Path dead = Files.createTempDirectory("replica").resolve("s");
            silent.bind(java.net.UnixDomainSocketAddress.of(dead));
            silent.close(); // the file stays, nobody listens
            door.deploy(replica.socket, two.socket, dead);
            await(() -> served().equals("two"));

            Set<String> seen = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                HttpResponse<String> answer = door.get(door.base() + "/models/churn", key);
                assertThat(answer.statusCode()).isEqualTo(200);
                seen.add(json(answer).path("replica").asString());
            }
            assertThat(seen).containsExactlyInAnyOrder("one", "two");
        }
    }

    private String served() {
        return json(door.get(door.base() + "/models/churn", key))
                .path("replica")
                .asString();
    }

    @Test
    void onlyGenuineSocketsAreDialled() throws Exception {
        Path link = Files.createTempDirectory("replica").resolve("s");
        Files.createSymbolicLink(link, replica.socket);
        RunContext next = door.run();
        door.api.bean(EndpointService.class).open(next, door.spec());
        door.replica(next, 0, link, uid(replica.socket));
        door.replica(next, 1, replica.socket, uid(replica.socket) + 1);
        Path file = Files.createTempFile("replica", "s");
        door.replica(next, 2, file, uid(file));
        door.api.bean(EndpointService.class).switchTo(next, door.spec());

        await(() -> door.get(door.base() + "/models/churn", key).statusCode() == 503);
        HttpResponse<String> answer = door.get(door.base() + "/models/churn", key);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
        assertThat(json(answer).path("error").asString()).contains("no replica");
    }

    @Test
    void anEndpointThatIsStoppedAnswersUnavailable() {
        door.api.bean(EndpointService.class).close(run, door.spec());
        await(() -> door.get(door.base() + "/health/ready", key).statusCode() == 503);
        JsonNode endpoint = door.api
                .send("GET", "/api/v1/projects/" + door.project + "/endpoints/churn", key, null)
                .json();
        assertThat(endpoint.path("state").asString()).isEqualTo("STOPPED");
    }

    @Test
    void usageIsCountedAndGoesOnRecordInTheRunThatServed() {
        int before = asked();
        for (int i = 0; i < 20; i++) {
            door.get(door.base() + "/models/churn", key);
        }
        door.get(door.base() + "/models/churn/fail", key);
        door.get(door.base() + "/models/churn/refuse", key);

        String path = "/api/v1/projects/" + door.project + "/endpoints/churn";
        await(() -> asked() >= before + 22);
        JsonNode endpoint = door.api.send("GET", path, key, null).json();
        assertThat(endpoint.path("errors").asInt()).isEqualTo(1);
        assertThat(endpoint.path("refused").asInt()).isEqualTo(1);
        assertThat(endpoint.path("state").asString()).isEqualTo("SERVING");
        assertThat(endpoint.path("run").asString()).isEqualTo(run.runId().toString());
        assertThat(endpoint.path("latency").path("p50").asDouble()).isPositive();
        assertThat(endpoint.path("latency").path("p95").asDouble())
                .isGreaterThanOrEqualTo(endpoint.path("latency").path("p50").asDouble());
        assertThat(endpoint.path("url").asString()).endsWith("/endpoints/" + door.project + "/churn");

        await(() -> recorded() >= before + 22);
    }

    private int asked() {
        return door.api
                .send("GET", "/api/v1/projects/" + door.project + "/endpoints/churn", key, null)
                .json()
                .path("requests")
                .asInt();
    }

    private int recorded() {
        JsonNode events = door.api
                .send("GET", "/api/v1/projects/" + door.project + "/runs/" + run.runId() + "/events", key, null)
                .json();
        int requests = 0;
        for (JsonNode event : events.path("items")) {
            if (event.path("type").asString().equals("endpoint.usage")) {
                requests += event.path("data").path("requests").asInt();
                assertThat(event.path("data").path("callers").propertyNames()).isNotEmpty();
            }
        }
        return requests;
    }

    @Test
    void noRequestFailsWhileTheTrafficMoves() throws Exception {
        AtomicBoolean on = new AtomicBoolean(true);
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        var clients = Executors.newFixedThreadPool(8);
        try (FakeReplica next = new FakeReplica("next")) {
            List<Future<?>> load = java.util.stream.IntStream.range(0, 8)
                    .<Future<?>>mapToObj(i -> clients.submit(() -> {
                        while (on.get()) {
                            int status = door.send(door.request(door.base() + "/models/churn/infer", key)
                                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                            .build())
                                    .statusCode();
                            answered.incrementAndGet();
                            if (status != 200) {
                                failed.incrementAndGet();
                            }
                        }
                    }))
                    .toList();
            await(() -> answered.get() > 200);

            door.deploy(next.socket);
            await(() -> next.requests.get() > 100);
            // The drain: what is under way ends, nothing new comes.
            AtomicInteger last = new AtomicInteger(-1);
            await(() -> {
                int now = replica.requests.get();
                int more = next.requests.get() + 200;
                await(() -> next.requests.get() > more);
                return last.getAndSet(now) == replica.requests.get();
            });
            replica.close();
            int after = next.requests.get() + 200;
            await(() -> next.requests.get() > after);

            on.set(false);
            for (Future<?> client : load) {
                client.get();
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(failed.get()).isZero();
    }
}
