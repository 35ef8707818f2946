package io.workbenchx.standalone.session;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A program's way into a session: Jupyter's REST and the WebSocket of a kernel, through the front door. */
final class LabClient implements AutoCloseable {

    private static final long SECONDS = 60;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final WebSocketClient sockets = vertx.createWebSocketClient();
    private final URI site;
    private final String key;

    /**
     * @param site address of the session; not looked up, since not every resolver knows names below localhost
     * @param key API key of whoever calls
     */
    LabClient(URI site, String key) {
        this.site = site;
        this.key = key;
    }

    record Answer(int status, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    Answer call(String method, String path, String body) throws Exception {
        return await(http.request(at(new RequestOptions(), path).setMethod(HttpMethod.valueOf(method)))
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(answer -> answer.body().map(text -> new Answer(answer.statusCode(), text.toString()))));
    }

    /** Starts a kernel; returns its id. */
    String kernel() throws Exception {
        return call("POST", "/api/kernels", "{}").json().path("id").asString();
    }

    /** Runs a cell; returns all that it printed, and the value of its last line. */
    String execute(String kernel, String code) throws Exception {
        StringBuilder output = new StringBuilder();
        CompletableFuture<String> done = new CompletableFuture<>();
        String message = UUID.randomUUID().toString();
        WebSocketConnectOptions options = new WebSocketConnectOptions();
        at(options, "/api/kernels/" + kernel + "/channels?session_id=" + message);
        WebSocket socket = await(sockets.connect(options).onSuccess(connected -> {
            connected.textMessageHandler(text -> read(JSON.readTree(text), message, output, done));
            connected.closeHandler(closed -> done.completeExceptionally(new AssertionError("closed: " + output)));
            connected.writeTextMessage(request(message, code));
        }));
        try {
            return done.get(SECONDS, TimeUnit.SECONDS);
        } finally {
            socket.close();
        }
    }

    private static void read(JsonNode heard, String message, StringBuilder output, CompletableFuture<String> done) {
        if (!heard.path("parent_header").path("msg_id").asString("").equals(message)) {
            return;
        }
        JsonNode content = heard.path("content");
        switch (heard.path("msg_type").asString("")) {
            case "stream" -> output.append(content.path("text").asString(""));
            case "execute_result" ->
                output.append(content.path("data").path("text/plain").asString(""));
            case "error" -> output.append(content.path("evalue").asString(""));
            case "status" -> {
                if (content.path("execution_state").asString("").equals("idle")) {
                    done.complete(output.toString());
                }
            }
            default -> {}
        }
    }

    private static String request(String message, String code) {
        ObjectNode request = JSON.createObjectNode().put("channel", "shell");
        request.putObject("header")
                .put("msg_id", message)
                .put("msg_type", "execute_request")
                .put("username", "")
                .put("session", message)
                .put("version", "5.3");
        request.putObject("parent_header");
        request.putObject("metadata");
        request.putArray("buffers");
        request.putObject("content")
                .put("code", code)
                .put("silent", false)
                .put("store_history", true)
                .put("allow_stdin", false)
                .put("stop_on_error", true)
                .putObject("user_expressions");
        return JSON.writeValueAsString(request);
    }

    private <T extends RequestOptions> T at(T options, String path) {
        options.setServer(SocketAddress.inetSocketAddress(site.getPort(), "127.0.0.1"));
        options.setHost(site.getHost()).setPort(site.getPort()).setURI(path);
        options.putHeader("Authorization", "Bearer " + key);
        options.putHeader("Origin", site.getScheme() + "://" + site.getAuthority());
        return options;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
    }
}
