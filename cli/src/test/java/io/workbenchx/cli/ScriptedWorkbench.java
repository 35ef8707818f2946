package io.workbenchx.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A workbench that answers as it was told to: per "METHOD path" a queue of answers, of which the last is repeated. */
public final class ScriptedWorkbench implements AutoCloseable {

    /** One request as it arrived. */
    public record Seen(String method, String target, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    /** Writes the answer to a request. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Queue<Answer>> answers = new HashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    public ScriptedWorkbench() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public List<Seen> seen() {
        return seen;
    }

    /** The only request seen, or the last of several. */
    public Seen last() {
        return seen.get(seen.size() - 1);
    }

    public ScriptedWorkbench on(String methodAndPath, Answer answer) {
        synchronized (answers) {
            answers.computeIfAbsent(methodAndPath, key -> new ArrayDeque<>()).add(answer);
        }
        return this;
    }

    public ScriptedWorkbench json(String methodAndPath, String json) {
        return on(methodAndPath, exchange -> respond(exchange, 200, "application/json", json));
    }

    public ScriptedWorkbench problem(String methodAndPath, int status, String code, String detail) {
        var body = "{\"type\":\"urn:wbx:failure:x\",\"title\":\"x\",\"status\":" + status + ",\"code\":\"" + code
                + "\",\"detail\":\"" + detail + "\"}";
        return on(methodAndPath, exchange -> respond(exchange, status, "application/problem+json", body));
    }

    /** Closes the connection after it has read the request, as a server does that dies. */
    public ScriptedWorkbench lost(String methodAndPath) {
        return on(methodAndPath, HttpExchange::close);
    }

    /** A stream of these events, given as blocks of a text/event-stream, after which the connection ends. */
    public ScriptedWorkbench stream(String methodAndPath, String... blocks) {
        return on(
                methodAndPath,
                exchange -> respond(exchange, 200, "text/event-stream", String.join("\n\n", blocks) + "\n\n"));
    }

    public static void respond(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var uri = exchange.getRequestURI();
        seen.add(new Seen(exchange.getRequestMethod(), uri.toString(), headers, body));
        next(exchange.getRequestMethod() + " " + uri.getPath()).to(exchange);
    }

    private Answer next(String key) {
        synchronized (answers) {
            var queue = answers.get(key);
            if (queue == null) {
                return exchange -> respond(
                        exchange,
                        404,
                        "application/problem+json",
                        "{\"status\":404,\"code\":\"NOT_FOUND\",\"detail\":\"There is no " + key + ".\"}");
            }
            return queue.size() > 1 ? queue.poll() : queue.peek();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
