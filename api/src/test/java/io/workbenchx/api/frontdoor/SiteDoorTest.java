package io.workbenchx.api.frontdoor;

import static io.workbenchx.api.frontdoor.FrontDoorFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import io.workbenchx.api.RunningApi;
import io.workbenchx.api.frontdoor.SiteFixture.Answer;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sites through a real front door: real sockets, real WebSockets, a real database (SECURITY N16, N18, N19, N54, N58). */
class SiteDoorTest {

    private final SiteFixture fixture = new SiteFixture();
    private final FakeService service = new FakeService("one");
    private final String key = fixture.owner[1];

    @AfterEach
    void stop() {
        service.close();
    }

    private Map<String, String> as(String credential, String... more) {
        Map<String, String> headers = new HashMap<>();
        if (credential != null && credential.startsWith("wbx_")) {
            headers.put("Authorization", "Bearer " + credential);
        } else if (credential != null) {
            headers.put("Cookie", "theme=dark; " + credential);
        }
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    @Test
    void aBrowserEntersOnceWithACodeAndLeaves() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        Answer unknown = fixture.send(site, "GET", "/lab", Map.of("Accept", "text/html"), null);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.headers().get("content-type")).startsWith("text/html");
        assertThat(unknown.body()).contains("wbx site open " + site.label());
        assertThat(fixture.get(site, "/lab", null).json().getString("error")).contains("wbx site open");

        String code = fixture.code(site, key);
        Answer entered = fixture.send(
                site, "GET", code, Map.of("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"), null);
        assertThat(entered.status()).isEqualTo(303);
        assertThat(entered.headers().get("location")).isEqualTo("/echo?a=1");
        String cookie = entered.headers().get("set-cookie");
        assertThat(cookie)
                .startsWith("__Host-wbx-site=")
                .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax");
        assertThat(fixture.send(site, "GET", code, Map.of(), null).status()).isEqualTo(403);

        String value = cookie.split(";")[0];
        assertThat(fixture.send(site, "GET", "/", as(value), null).status()).isEqualTo(200);
        Answer left = fixture.send(site, "GET", "/_wbx/leave", as(value, "Sec-Fetch-Site", "same-origin"), null);
        assertThat(left.headers().get("set-cookie")).contains("Max-Age=0");
        assertThat(fixture.send(site, "GET", "/", as(value), null).status()).isEqualTo(401);
    }

    @Test
    void onlyWhoMayComesIn() {
        Site site = fixture.serve(SiteAccess.OWNER, service);
        String member = fixture.member("ADMIN")[1];
        String stranger = fixture.door.key("ENGINEER");

        assertThat(fixture.get(site, "/", member).status()).isEqualTo(404);
        assertThat(fixture.get(site, "/", stranger).status()).isEqualTo(404);
        assertThat(fixture.get(site, "/", "wbx_" + "x".repeat(43)).status()).isEqualTo(401);
        for (String other : List.of(member, stranger)) {
            assertThat(fixture.api
                            .send("POST", "/api/v1/sites/" + site.label() + "/entry", other, Map.of())
                            .status())
                    .isEqualTo(404);
        }
        Site elsewhere = fixture.serve(SiteAccess.MEMBERS, service);
        String cookie = fixture.enter(elsewhere, key);
        assertThat(fixture.send(site, "GET", "/", as(cookie), null).status()).isEqualTo(401);
        assertThat(fixture.send(site, "GET", "/?k=" + key, as(key), null).status())
                .isEqualTo(401);

        Site open = fixture.serve(SiteAccess.PUBLIC, service);
        JsonObject seen = fixture.get(open, "/", null).json();
        assertThat(seen.getJsonObject("headers").containsKey("x-wbx-user")).isFalse();
    }

    @Test
    void theServiceSeesCleanHeadersAndItsOwnToken() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        String cookie = fixture.enter(site, key);
        Map<String, String> sent = as(
                cookie,
                "X-Wbx-User",
                "admin",
                "X_Wbx_User",
                "admin",
                "X-User",
                "admin",
                "X-OpenWebUI-User-Id",
                "1",
                "X-Streamlit-User",
                "admin",
                "X-Forwarded-For",
                "6.6.6.6",
                "Forwarded",
                "for=6.6.6.6",
                "Authorization",
                "Basic eDp5",
                "Origin",
                fixture.origin(site),
                "Referer",
                fixture.origin(site) + "/lab",
                "X-Own",
                "kept");

        JsonObject seen = fixture.send(site, "POST", "/api?token=stolen&a=1&token=x", sent, Buffer.buffer("{}"))
                .json();

        assertThat(seen.getString("uri")).isEqualTo("/api?a=1");
        JsonObject headers = seen.getJsonObject("headers");
        assertThat(headers.getString("authorization")).isEqualTo("token of the service");
        assertThat(headers.getString("cookie")).isEqualTo("theme=dark");
        assertThat(headers.getString("host")).isEqualTo("localhost");
        assertThat(headers.getString("origin")).isEqualTo("http://localhost");
        assertThat(headers.getString("referer")).isEqualTo("http://localhost/lab");
        assertThat(headers.getString("x-forwarded-for")).isEqualTo("127.0.0.1");
        assertThat(headers.getString("x-forwarded-host")).isEqualTo(fixture.host(site));
        assertThat(headers.getString("x-forwarded-proto")).isEqualTo("http");
        assertThat(headers.getString("x-wbx-user")).isEqualTo(fixture.owner[0]);
        assertThat(headers.getString("x-own")).isEqualTo("kept");
        assertThat(headers.fieldNames())
                .doesNotContain("x_wbx_user", "x-user", "x-openwebui-user-id", "x-streamlit-user", "forwarded");
    }

    @Test
    void theVisitorSeesCleanHeaders() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);

        assertThat(fixture.get(site, "/cookies", key).headers().getAll("set-cookie"))
                .containsExactly("a=b; Path=/", "c=d; Path=/");
        assertThat(fixture.get(site, "/redirect", key).headers().get("location"))
                .isEqualTo("/next?x=1");
        Answer framed = fixture.get(site, "/framed", key);
        assertThat(framed.headers().contains("x-frame-options")).isFalse();
        assertThat(framed.headers().getAll("content-security-policy")).first().isEqualTo("default-src 'self'");
        assertThat(framed.headers().getAll("content-security-policy"))
                .last()
                .asString()
                .matches("frame-ancestors 'self' http://localhost:\\d+");
    }

    @Test
    void pagesOfOtherSitesUseNobodysCookie() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        String cookie = fixture.enter(site, key);
        int before = service.requests.get();
        String own = fixture.origin(site);

        List<Map<String, String>> foreign = List.of(
                as(cookie, "Origin", "https://evil.example"),
                as(cookie, "Origin", "null"),
                as(cookie, "Origin", "http://other-aaaa.localhost:" + fixture.door.port()),
                as(cookie),
                as(cookie, "Origin", own, "Sec-Fetch-Site", "same-site"),
                as(cookie, "Origin", own, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"));
        foreign.forEach(headers -> assertThat(fixture.send(site, "POST", "/api", headers, Buffer.buffer("x"))
                        .status())
                .isEqualTo(403));
        assertThat(fixture.send(
                                site,
                                "GET",
                                "/",
                                as(cookie, "Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"),
                                null)
                        .status())
                .isEqualTo(403);
        assertThat(service.requests.get()).isEqualTo(before);
        assertThat(fixture.send(
                                site,
                                "GET",
                                "/",
                                as(cookie, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"),
                                null)
                        .status())
                .isEqualTo(200);
        assertThat(fixture.send(site, "POST", "/api", as(cookie, "Origin", own), Buffer.buffer("x"))
                        .status())
                .isEqualTo(200);
        assertThat(fixture.send(site, "POST", "/api", as(key), Buffer.buffer("x"))
                        .status())
                .isEqualTo(200);
    }

    /** N17: even with a key in hand, and the cookie of a site is none of the console's. */
    @Test
    void aPageOfASiteCannotUseTheConsole() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        String origin = fixture.origin(site);
        RunningApi.Answer changed =
                fixture.api.send("POST", "/api/v1/projects", key, Map.of("name", "stolen"), "Origin", origin);
        assertThat(changed.status()).isEqualTo(403);
        RunningApi.Answer read = fixture.api.send("GET", "/api/v1/me", key, null, "Origin", origin);
        assertThat(read.response().headers().firstValue("access-control-allow-origin"))
                .isEmpty();
        assertThat(fixture.api
                        .send("GET", "/api/v1/me", null, null, "Cookie", fixture.enter(site, key))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void webSocketsAreRefusedBeforeTheServiceIsDialled() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        String cookie = fixture.enter(site, key);
        String stranger = fixture.door.key("ENGINEER");
        String own = fixture.origin(site);

        assertThat(refusal(site, as(null, "Origin", own))).isEqualTo(401);
        assertThat(refusal(site, as(cookie, "Origin", "https://evil.example"))).isEqualTo(403);
        assertThat(refusal(site, as(cookie))).isEqualTo(403);
        assertThat(refusal(site, as(cookie, "Origin", own, "Sec-Fetch-Site", "same-site")))
                .isEqualTo(403);
        assertThat(refusal(site, as(stranger))).isEqualTo(404);
        assertThat(service.sockets.get()).isZero();
    }

    private int refusal(Site site, Map<String, String> headers) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        fixture.connect(site, "/ws", headers)
                .onSuccess(open -> status.complete(101))
                .onFailure(failure -> status.complete(
                        failure instanceof UpgradeRejectedException refused ? refused.getStatus() : -1));
        return soon(status);
    }

    @Test
    void webSocketsPassAsTheyAre() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        String cookie = fixture.enter(site, key);
        WebSocket socket = SiteFixture.await(
                fixture.connect(site, "/ws?token=x", as(cookie, "Origin", fixture.origin(site)), "kernel.v1"));
        assertThat(socket.subProtocol()).isEqualTo("kernel.v1");

        assertThat(reply(socket, "who")).isEqualTo("one token of the service localhost http://localhost");
        byte[] big = new byte[12 << 20];
        for (int i = 0; i < big.length; i++) {
            big[i] = (byte) (i * 31);
        }
        CompletableFuture<Buffer> echoed = new CompletableFuture<>();
        socket.binaryMessageHandler(echoed::complete);
        socket.writeBinaryMessage(Buffer.buffer(big));
        assertThat(soon(echoed).getBytes()).isEqualTo(big);
        CompletableFuture<Buffer> pong = new CompletableFuture<>();
        socket.pongHandler(pong::complete);
        socket.writePing(Buffer.buffer("here"));
        assertThat(soon(pong).toString()).isEqualTo("here");

        CompletableFuture<Short> code = new CompletableFuture<>();
        socket.closeHandler(closed -> code.complete(socket.closeStatusCode()));
        socket.writeTextMessage("close 4001");
        assertThat(soon(code)).isEqualTo((short) 4001);
        // It counts as a WebSocket, not as a request, and its bytes count too.
        await(() -> usage(site).path("usage").path("bytesIn").asLong() > big.length);
        assertThat(usage(site).path("usage").path("sockets").asInt()).isEqualTo(1);
        await(() -> usage(site).path("openConnections").asInt() == 0);
    }

    /** Waits for what must happen within the minute in which an access that was taken away ends. */
    private static <T> T soon(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static String reply(WebSocket socket, String text) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        socket.textMessageHandler(answer::complete);
        socket.writeTextMessage(text);
        return soon(answer);
    }

    private tools.jackson.databind.JsonNode usage(Site site) {
        return fixture.api
                .send("GET", "/api/v1/projects/" + fixture.door.project + "/sites/" + site.label(), key, null)
                .json();
    }

    /** N16, N58: what is open ends with the right to be there. */
    @Test
    void whoMayNoLongerBeThereIsPutOut() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        String[] removed = fixture.member("VIEWER");
        String[] byKey = fixture.member("VIEWER");
        String[] revoked = fixture.member("VIEWER");
        List<WebSocket> going = List.of(
                socket(site, fixture.enter(site, removed[1])),
                socket(site, byKey[1]),
                socket(site, fixture.enter(site, revoked[1])));
        HttpClientResponse stream = fixture.stream(site, "/events", as(removed[1]));
        CompletableFuture<Void> streamEnded = new CompletableFuture<>();
        stream.exceptionHandler(cut -> streamEnded.complete(null));
        stream.endHandler(end -> streamEnded.complete(null));
        stream.resume();
        String mine = fixture.enter(site, key);
        WebSocket stays = socket(site, mine);
        await(() -> usage(site).path("openConnections").asInt() == 5);
        List<CompletableFuture<Void>> ends =
                going.stream().map(SiteDoorTest::end).toList();

        String members = "/api/v1/projects/" + fixture.door.project + "/members/";
        send("DELETE", members + removed[0], fixture.api.adminKey());
        send("DELETE", "/api/v1/users/" + byKey[0] + "/keys/" + keyId(byKey), fixture.api.adminKey());
        String sessions = "/api/v1/projects/" + fixture.door.project + "/sites/" + site.label() + "/sessions";
        send("DELETE", sessions + "/" + sessionOf(revoked[0], sessions), key);

        ends.forEach(SiteDoorTest::soon);
        soon(streamEnded);
        assertThat(reply(stays, "still here")).isEqualTo("still here");
        CompletableFuture<Void> left = end(stays);
        fixture.send(site, "GET", "/_wbx/leave", as(mine), null);
        soon(left);
    }

    private String sessionOf(String user, String sessions) {
        for (var session : fixture.api.send("GET", sessions, key, null).json().path("items")) {
            if (session.path("user").asString().equals(user)) {
                return session.path("id").asString();
            }
        }
        throw new AssertionError(user + " is not listed as being inside");
    }

    private String keyId(String[] user) {
        return fixture.api
                .send("GET", "/api/v1/users/" + user[0] + "/keys", fixture.api.adminKey(), null)
                .json()
                .get(0)
                .path("id")
                .asString();
    }

    private void send(String method, String path, String as) {
        RunningApi.Answer answer = fixture.api.send(method, path, as, null);
        assertThat(answer.status()).as(answer.body()).isLessThan(300);
    }

    private WebSocket socket(Site site, String credential) {
        Map<String, String> headers =
                credential.startsWith("wbx_") ? as(credential) : as(credential, "Origin", fixture.origin(site));
        return SiteFixture.await(fixture.connect(site, "/ws", headers));
    }

    private static CompletableFuture<Void> end(WebSocket socket) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        socket.closeHandler(closed -> ended.complete(null));
        return ended;
    }

    @Test
    void narrowedAccessAndAClosedSitePutOut() {
        Site site = fixture.serve(SiteAccess.PUBLIC, service);
        CompletableFuture<Void> first = end(SiteFixture.await(fixture.connect(site, "/ws", Map.of())));
        RunningApi.Answer narrowed = fixture.api.send(
                "PUT",
                "/api/v1/projects/" + fixture.door.project + "/sites/" + site.label() + "/access",
                key,
                Map.of("access", "OWNER"));
        assertThat(narrowed.status()).isEqualTo(200);
        soon(first);

        CompletableFuture<Void> second = end(socket(site, key));
        fixture.sites.close(site.id());
        soon(second);
        await(() -> fixture.get(site, "/", key).status() == 404);
    }

    @Test
    void eventsStreamWhileTheyAreMade() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        HttpClientResponse answer = fixture.stream(site, "/events", as(key));
        StringBuffer seen = new StringBuffer();
        answer.handler(buffer -> seen.append(buffer));
        answer.resume();
        await(() -> seen.toString().equals("data: first\n\n"));
        service.goOn.complete(null);
        await(() -> seen.toString().endsWith("data: second\n\n"));
        await(() -> usage(site).path("openConnections").asInt() == 1);
        answer.request().connection().close();
        await(() -> usage(site).path("openConnections").asInt() == 0);
    }

    @Test
    void largeUploadsArePassedOnAsTheyCome() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        Buffer megabyte = Buffer.buffer(new byte[1 << 20]);
        int megabytes = 200;
        Future<String> counted = fixture.http()
                .request(fixture.options(site, "PUT", "/count", as(key)))
                .compose(request -> {
                    request.setChunked(true);
                    Future<Void> sending = Future.succeededFuture();
                    for (int i = 0; i < megabytes; i++) {
                        sending = sending.compose(sent -> request.write(megabyte));
                    }
                    sending.onSuccess(sent -> request.end());
                    return request.response().compose(HttpClientResponse::body);
                })
                .map(Buffer::toString);
        assertThat(SiteFixture.await(counted)).isEqualTo(String.valueOf((long) megabytes << 20));
    }

    @Test
    void visitorsStayAtTheirTargetAndSharesFollowWeights() throws Exception {
        try (FakeService two = new FakeService("two")) {
            Site site = fixture.serve(SiteAccess.MEMBERS, service, two);
            String cookie = fixture.enter(site, key);
            Set<String> mine = served(site, as(cookie), 10);
            assertThat(mine).hasSize(1);
            await(() -> served(site, as(key), 20).size() == 2);

            fixture.sites.point(site.id(), List.of(fixture.target(service, 0), fixture.target(two, 1)));
            await(() -> served(site, as(key), 20).equals(Set.of("two")));
        }
    }

    private Set<String> served(Site site, Map<String, String> headers, int times) {
        return IntStream.range(0, times)
                .mapToObj(i ->
                        fixture.send(site, "GET", "/", headers, null).json().getString("service"))
                .collect(Collectors.toSet());
    }

    @Test
    void visitorsAreToldHowTheServiceStands() {
        Site site = fixture.open(SiteAccess.MEMBERS, false, false);
        await(() -> fixture.get(site, "/", key).status() == 503);
        Map<String, String> browser = as(key, "Accept", "text/html");

        Answer starting = fixture.send(site, "GET", "/", browser, null);
        assertThat(starting.body()).contains("starting");
        assertThat(starting.headers().get("refresh")).isEqualTo("3");
        assertThat(fixture.get(site, "/", key).headers().get("retry-after")).isEqualTo("3");
        fixture.sites.tell(site.id(), SiteState.CRASHED, "exit code 3 <b>");
        await(() -> fixture.send(site, "GET", "/", browser, null).body().contains("exit code 3 &lt;b&gt;"));
        fixture.sites.tell(site.id(), SiteState.STOPPED, null);
        await(() -> fixture.get(site, "/", key).body().contains("stopped"));
        fixture.sites.point(site.id(), List.of(fixture.target(service, 1)));
        await(() -> fixture.get(site, "/cut", key).status() == 502);
    }

    @Test
    void aServiceThatSleepsIsWokenAndItsRequestsWait() {
        Site site = fixture.open(SiteAccess.MEMBERS, true, false);
        fixture.sites.tell(site.id(), SiteState.ASLEEP, null);
        WakerOfTests.ACTIONS.put(site.id(), () -> fixture.sites.point(site.id(), List.of(fixture.target(service, 1))));
        await(() -> fixture.get(site, "/", key).status() != 404);

        assertThat(fixture.get(site, "/", key).status()).isEqualTo(200);
        WebSocket socket = socket(site, key);
        assertThat(reply(socket, "awake")).isEqualTo("awake");
        await(() -> !usage(site).path("lastRequestAt").isNull());
    }

    @Test
    void someThingsPassForNobody() {
        Site site = fixture.serve(SiteAccess.MEMBERS, service);
        for (String path : List.of(
                "/_stcore/agent/mcp", "/app/_stcore/%61gent/interact", "/x/../_stcore//agent", "/_wbx/other", "/%zz")) {
            assertThat(fixture.get(site, path, key).status()).as(path).isEqualTo(404);
        }
        assertThat(fixture.get(site, "/a%20b/_stcore/health", key).json().getString("uri"))
                .isEqualTo("/a%20b/_stcore/health");
        String host = "Host: " + fixture.host(site) + "\r\nAuthorization: Bearer " + key + "\r\n";
        assertThat(fixture.door.raw("TRACE / HTTP/1.1\r\n" + host + "\r\n")).isEqualTo(405);
        assertThat(fixture.door.raw("GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n"))
                .isIn(404, 421);
        assertThat(fixture.door.raw("GET / HTTP/1.1\r\n" + host + "X: " + "x".repeat(64 << 10) + "\r\n\r\n"))
                .isEqualTo(431);
        assertThat(fixture.door.raw("POST / HTTP/1.1\r\n" + host
                        + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET"))
                .isEqualTo(400);
        assertThat(fixture.send(site, HttpMethod.HEAD.name(), "/", as(key), null)
                        .status())
                .isEqualTo(200);
    }
}
