package io.workbenchx.control.secret;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The key-value engine (version 2) of a Vault, as far as its documentation says what it answers. */
final class ScriptedVault implements AutoCloseable {

    static final String TOKEN = "hvs.of-the-test";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "/v1/kv/data/";
    private static final String METADATA = "/v1/kv/metadata/";

    private final HttpServer server;
    private final Map<String, List<JsonNode>> secrets = new TreeMap<>();
    private final List<String> seen = new ArrayList<>();
    private int failWith;

    ScriptedVault() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Methods and paths asked for. */
    List<String> seen() {
        return seen;
    }

    /** Answers everything with a status from now on. */
    void failWith(int status) {
        failWith = status;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (failWith > 0) {
            // As a real one may: the answer repeats what was sent.
            answer(
                    exchange,
                    failWith,
                    "{\"errors\":[" + JSON.writeValueAsString(new String(body, StandardCharsets.UTF_8)) + "]}");
        } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            answer(exchange, 403, "{\"errors\":[\"permission denied\"]}");
        } else if (path.startsWith(METADATA) && exchange.getRequestMethod().equals("DELETE")) {
            secrets.remove(path.substring(METADATA.length()));
            answer(exchange, 204, "");
        } else if (path.startsWith(DATA) && exchange.getRequestMethod().equals("POST")) {
            List<JsonNode> versions = secrets.computeIfAbsent(path.substring(DATA.length()), key -> new ArrayList<>());
            versions.add(JSON.readTree(body).path("data"));
            answer(exchange, 200, "{\"data\":{\"version\":" + versions.size() + ",\"destroyed\":false}}");
        } else if (path.startsWith(DATA) && exchange.getRequestMethod().equals("GET")) {
            read(exchange, secrets.getOrDefault(path.substring(DATA.length()), List.of()));
        } else {
            answer(exchange, 405, "{\"errors\":[]}");
        }
    }

    private static void read(HttpExchange exchange, List<JsonNode> versions) throws IOException {
        int version = Integer.parseInt(exchange.getRequestURI().getQuery().replace("version=", ""));
        if (version < 1 || version > versions.size()) {
            answer(exchange, 404, "{\"errors\":[]}");
            return;
        }
        answer(
                exchange,
                200,
                "{\"data\":{\"data\":" + versions.get(version - 1) + ",\"metadata\":{\"version\":" + version + "}}}");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
