package io.workbenchx.standalone;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program with a key that visits sites through the front door, whose names it need not resolve. */
final class SiteVisitor implements AutoCloseable {

    private static final long LONGEST_SECONDS = 90;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http =
            vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(64));
    private final WebSocketClient webSockets = vertx.createWebSocketClient();
    private final int port;
    private final String key;

    SiteVisitor(int port, String key) {
        this.port = port;
        this.key = key;
    }

    /** Status and body. */
    record Answer(int status, String body) {}

    Answer get(String label, String path) {
        return await(ask(label, path));
    }

    Future<Answer> ask(String label, String path) {
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(label + ".localhost")
                .setPort(port)
                .setURI(path)
                .putHeader("Authorization", "Bearer " + key);
        return http.request(request)
                .compose(open -> open.send())
                .compose(answer -> answer.body().map(body -> new Answer(answer.statusCode(), body.toString())));
    }

    /** Opens a WebSocket, says something, and returns the first binary answer that contains a text. */
    Buffer converse(String label, String path, String protocol, Buffer hello, String expected) {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost(label + ".localhost")
                .setPort(port)
                .setURI(path)
                .setSubProtocols(List.of(protocol))
                .putHeader("Authorization", "Bearer " + key)
                .putHeader("Origin", "http://" + label + ".localhost:" + port);
        Promise<Buffer> heard = Promise.promise();
        ClientWebSocket socket = webSockets.webSocket();
        socket.binaryMessageHandler(message -> {
            if (message.toString("ISO-8859-1").contains(expected)) {
                heard.tryComplete(message);
            }
        });
        socket.closeHandler(closed -> heard.tryFail("closed before \"" + expected + "\" was said"));
        await(socket.connect(options).compose(open -> open.writeBinaryMessage(hello)));
        Buffer answer = await(heard.future());
        await(socket.close());
        return answer;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
