package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.workbenchx.api.RunningApi;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.site.NewSite;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.Sites;
import io.workbenchx.control.site.Target;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sites behind the running api's front door, and browsers and programs that visit them. */
final class SiteFixture {

    private static final Vertx VERTX = Vertx.vertx();

    final FrontDoorFixture door = new FrontDoorFixture();
    final RunningApi api = RunningApi.get();
    final Sites sites = api.bean(Sites.class);
    final RunContext run = door.run();
    final String[] owner = member("EDITOR");
    private final HttpClient http = VERTX.createHttpClient(new HttpClientOptions().setKeepAlive(false));
    private final WebSocketClient webSockets = VERTX.createWebSocketClient(
            new WebSocketClientOptions().setMaxFrameSize(1 << 20).setMaxMessageSize(64 << 20));

    /** What was answered. */
    record Answer(int status, String body, MultiMap headers) {
        JsonObject json() {
            return new JsonObject(body);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Name and key of a new member. */
    String[] member(String role) {
        String[] user = door.user("ENGINEER");
        api.send(
                "PUT",
                "/api/v1/projects/" + door.project + "/members/" + user[0],
                api.adminKey(),
                Map.of("role", role));
        return user;
    }

    Site open(SiteAccess access, boolean wakes, boolean framed) {
        UUID user = JdbcClient.create(TestDatabase.workbench())
                .sql("select id from ops.users where name = ?")
                .param(owner[0])
                .query(UUID.class)
                .single();
        return sites.open(new NewSite(
                run.projectId(), RunKind.DEPLOYMENT, "s " + UUID.randomUUID(), user, access, wakes, framed));
    }

    Target target(FakeService service, int weight) {
        return new Target(
                run.runId(),
                service.name,
                1,
                service.socket,
                FrontDoorFixture.uid(service.socket),
                weight,
                Map.of("Authorization", "token of the service"));
    }

    /** A site that answers. */
    Site serve(SiteAccess access, FakeService... services) {
        Site site = open(access, false, true);
        sites.point(
                site.id(),
                java.util.Arrays.stream(services)
                        .map(service -> target(service, 1))
                        .toList());
        FrontDoorFixture.await(() -> get(site, "/", owner[1]).status() == 200);
        return site;
    }

    String host(Site site) {
        return site.label() + ".localhost:" + door.port();
    }

    String origin(Site site) {
        return "http://" + host(site);
    }

    /** Asks as its owner for a way in, as somebody's browser would be sent to it. */
    String code(Site site, String key) {
        RunningApi.Answer answer =
                api.send("POST", "/api/v1/sites/" + site.label() + "/entry", key, Map.of("path", "/echo?a=1"));
        String url = answer.json().path("url").asString();
        return url.substring(url.indexOf("/_wbx/"));
    }

    /** The cookie of a browser that entered. */
    String enter(Site site, String key) {
        Answer entered = send(site, "GET", code(site, key), Map.of(), null);
        return entered.headers().get("set-cookie").split(";")[0];
    }

    Answer get(Site site, String path, String key) {
        return send(site, "GET", path, key == null ? Map.of() : Map.of("Authorization", "Bearer " + key), null);
    }

    Answer send(Site site, String method, String path, Map<String, String> headers, Buffer body) {
        return await(http.request(options(site, method, path, headers))
                .compose(request -> (body == null ? request.send() : request.send(body)).compose(SiteFixture::whole)));
    }

    /** To be asked for where the answer arrives: a moment later its body may have passed. */
    private static Future<Answer> whole(HttpClientResponse response) {
        return response.body().map(all -> new Answer(response.statusCode(), all.toString(), response.headers()));
    }

    /** An answer whose body goes on. */
    HttpClientResponse stream(Site site, String path, Map<String, String> headers) {
        return await(http.request(options(site, "GET", path, headers))
                .compose(request -> request.send().map(response -> {
                    response.pause();
                    return response;
                })));
    }

    HttpClient http() {
        return http;
    }

    RequestOptions options(Site site, String method, String path, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(door.port(), "127.0.0.1"))
                .setHost(site.label() + ".localhost")
                .setPort(door.port())
                .setMethod(HttpMethod.valueOf(method))
                .setURI(path);
        headers.forEach(options::putHeader);
        return options;
    }

    Future<WebSocket> connect(Site site, String path, Map<String, String> headers, String... protocols) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(door.port(), "127.0.0.1"))
                .setHost(site.label() + ".localhost")
                .setPort(door.port())
                .setURI(path)
                .setAllowOriginHeader(headers.containsKey("Origin"))
                .setSubProtocols(List.of(protocols));
        headers.forEach(options::addHeader);
        return webSockets.connect(options);
    }
}
