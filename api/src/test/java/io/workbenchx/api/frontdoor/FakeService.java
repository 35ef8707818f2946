package io.workbenchx.api.frontdoor;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A service such as people open in a browser, on a unix socket: it tells what reached it, and does as its path says. */
final class FakeService implements AutoCloseable {

    private static final Vertx VERTX = Vertx.vertx();

    final String name;
    final Path socket;
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger sockets = new AtomicInteger();
    /** Completed by the test: lets a stream of events go on. */
    final CompletableFuture<Void> goOn = new CompletableFuture<>();

    private final HttpServer server;

    FakeService(String name) {
        this.name = name;
        try {
            this.socket = Files.createTempDirectory("service").resolve("s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HttpServerOptions options = new HttpServerOptions()
                .setWebSocketSubProtocols(List.of("kernel.v1"))
                .setMaxWebSocketFrameSize(1 << 20)
                .setMaxWebSocketMessageSize(64 << 20);
        this.server =
                VERTX.createHttpServer(options).requestHandler(this::answer).webSocketHandler(this::echo);
        SiteFixture.await(server.listen(SocketAddress.domainSocketAddress(socket.toString())));
    }

    private void answer(HttpServerRequest request) {
        requests.incrementAndGet();
        switch (request.path()) {
            case "/cut" -> request.connection().close();
            case "/events" -> {
                request.response()
                        .setChunked(true)
                        .putHeader("content-type", "text/event-stream")
                        .write("data: first\n\n");
                goOn.thenRun(() -> request.response().write("data: second\n\n"));
            }
            case "/cookies" -> {
                List.of("__Host-wbx-site=evil; Path=/", "a=b; Domain=localhost; Path=/", "c=d; Path=/")
                        .forEach(cookie -> request.response().headers().add("set-cookie", cookie));
                request.response().end();
            }
            case "/redirect" ->
                request.response()
                        .setStatusCode(302)
                        .putHeader("location", "http://localhost/next?x=1")
                        .end();
            case "/framed" ->
                request.response()
                        .putHeader("x-frame-options", "DENY")
                        .putHeader("content-security-policy", "default-src 'self'; frame-ancestors 'self'")
                        .end("framed");
            case "/count" -> count(request);
            default -> tell(request);
        }
    }

    private static void count(HttpServerRequest request) {
        AtomicLong bytes = new AtomicLong();
        request.handler(buffer -> bytes.addAndGet(buffer.length()));
        request.endHandler(end -> request.response().end(String.valueOf(bytes.get())));
    }

    private void tell(HttpServerRequest request) {
        JsonObject headers = new JsonObject();
        request.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        JsonObject seen = new JsonObject()
                .put("service", name)
                .put("method", request.method().name())
                .put("uri", request.uri())
                .put("headers", headers);
        request.response().putHeader("content-type", "application/json").end(seen.encode());
    }

    private void echo(ServerWebSocket socket) {
        sockets.incrementAndGet();
        socket.textMessageHandler(text -> {
            if (text.startsWith("close ")) {
                socket.close(Short.parseShort(text.substring(6)), "as asked");
            } else if (text.equals("who")) {
                socket.writeTextMessage(name + " " + socket.headers().get("authorization") + " "
                        + socket.headers().get("host") + " " + socket.headers().get("origin"));
            } else {
                socket.writeTextMessage(text);
            }
        });
        socket.binaryMessageHandler(socket::writeBinaryMessage);
    }

    @Override
    public void close() {
        SiteFixture.await(server.close());
    }
}
