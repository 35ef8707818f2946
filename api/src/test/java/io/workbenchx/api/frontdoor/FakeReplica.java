package io.workbenchx.api.frontdoor;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on a unix socket that tells what reached it, or misbehaves as its path says. */
final class FakeReplica implements AutoCloseable {

    private static final Vertx VERTX = Vertx.vertx();

    final String name;
    final Path socket;
    final AtomicInteger requests = new AtomicInteger();
    /** Completed by the test: lets a streaming answer go on. */
    final CompletableFuture<Void> goOn = new CompletableFuture<>();

    private final HttpServer server;

    FakeReplica(String name) {
        this.name = name;
        try {
            this.socket = Files.createTempDirectory("replica").resolve("s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.server = VERTX.createHttpServer().requestHandler(this::answer);
        await(server.listen(SocketAddress.domainSocketAddress(socket.toString())));
    }

    private void answer(HttpServerRequest request) {
        requests.incrementAndGet();
        if (request.path().endsWith("/cut")) {
            request.connection().close();
            return;
        }
        if (request.path().endsWith("/stream")) {
            request.response().setChunked(true).write("first;");
            goOn.thenRun(() -> request.response().end("second"));
            return;
        }
        request.body().onSuccess(body -> {
            JsonObject seen = new JsonObject()
                    .put("replica", name)
                    .put("method", request.method().name())
                    .put("uri", request.uri())
                    .put("bytes", body.length());
            JsonObject headers = new JsonObject();
            request.headers()
                    .forEach(header ->
                            headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
            request.response()
                    .setStatusCode(
                            request.path().endsWith("/refuse")
                                    ? 400
                                    : request.path().endsWith("/fail") ? 500 : 200)
                    .putHeader("content-type", "application/json")
                    .putHeader("set-cookie", "a=b")
                    .putHeader("server", "fake")
                    .end(seen.put("headers", headers).encode());
        });
    }

    @Override
    public void close() {
        await(server.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
