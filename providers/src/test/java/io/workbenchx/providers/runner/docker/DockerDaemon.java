package io.workbenchx.providers.runner.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.workbenchx.providers.runner.StandInContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of the Docker Engine API (v1.47) that the runner uses, with its status codes, its streams and its state, over real processes in a
 * sandbox of the host. An "image" is the host's /usr.
 */
public final class DockerDaemon implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** Reference → digest that it really has. */
    private final Map<String, String> registry = new ConcurrentHashMap<>();

    private final Map<String, String> images = new ConcurrentHashMap<>();
    private final Map<String, StandInContainer> containers = new ConcurrentHashMap<>();

    public DockerDaemon() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An image that can be pulled. */
    public void publish(String reference, String digest) {
        registry.put(reference, digest);
    }

    public boolean holds(String container) {
        return containers.containsKey(container);
    }

    Optional<StandInContainer> container(String name) {
        return Optional.ofNullable(containers.get(name));
    }

    @Override
    public void close() {
        containers.values().forEach(StandInContainer::kill);
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI().getPath().split("/");
            String last = path[path.length - 1];
            if (path[1].equals("images")) {
                images(exchange, last);
            } else if (last.equals("create")) {
                create(exchange);
            } else if (path.length == 3) {
                if (last.equals("json")) {
                    list(exchange);
                } else {
                    container(exchange, path[2], "");
                }
            } else {
                container(exchange, path[2], last);
            }
        }
    }

    private void images(HttpExchange exchange, String last) throws IOException {
        if (last.equals("create")) {
            String reference = query(exchange).get("fromImage");
            String digest = registry.get(reference);
            if (digest == null) {
                send(exchange, 404, Map.of("message", "manifest for " + reference + " not found"));
            } else {
                images.put(reference, digest);
                send(exchange, 200, Map.of("status", "Status: Downloaded newer image for " + reference));
            }
            return;
        }
        String path = exchange.getRequestURI().getPath();
        String reference = path.substring("/images/".length(), path.length() - "/json".length());
        Optional<Map.Entry<String, String>> found = images.entrySet().stream()
                .filter(image ->
                        image.getKey().equals(reference) || id(image.getKey()).equals(reference))
                .findFirst();
        if (found.isEmpty()) {
            send(exchange, 404, Map.of("message", "No such image: " + reference));
            return;
        }
        String name = found.get().getKey();
        String repository = name.substring(0, name.indexOf('@'));
        send(
                exchange,
                200,
                Map.of(
                        "Id",
                        id(name),
                        "RepoDigests",
                        List.of(repository + "@" + found.get().getValue())));
    }

    /** An image's id is the digest of its configuration, not of its manifest. */
    private static String id(String reference) {
        return "sha256:"
                + UUID.nameUUIDFromBytes(reference.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "") + "0".repeat(32);
    }

    private void create(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        String name = query(exchange).get("name");
        String image = body.get("Image").asString();
        if (!images.containsKey(image)) {
            send(exchange, 404, Map.of("message", "No such image: " + image));
        } else if (containers.putIfAbsent(name, new StandInContainer(name, id(image), body)) != null) {
            send(exchange, 409, Map.of("message", "Conflict. The container name is already in use"));
        } else {
            send(exchange, 201, Map.of("Id", name, "Warnings", List.of()));
        }
    }

    private void list(HttpExchange exchange) throws IOException {
        JsonNode labels =
                JSON.readTree(query(exchange).getOrDefault("filters", "{}")).path("label");
        List<Map<String, Object>> found = containers.values().stream()
                .filter(container -> labels.valueStream().allMatch(label -> container.hasLabel(label.asString())))
                .map(StandInContainer::summary)
                .toList();
        send(exchange, 200, found);
    }

    private void container(HttpExchange exchange, String name, String what) throws IOException {
        StandInContainer container = containers.get(name);
        if (container == null) {
            send(exchange, 404, Map.of("message", "No such container: " + name));
            return;
        }
        switch (what) {
            case "json" -> send(exchange, 200, container.inspect());
            case "start" -> exchange.sendResponseHeaders(container.start() ? 204 : 304, -1);
            case "kill" -> {
                if (container.signal(query(exchange).getOrDefault("signal", "KILL"))) {
                    exchange.sendResponseHeaders(204, -1);
                } else {
                    send(exchange, 409, Map.of("message", "container is not running"));
                }
            }
            case "logs" -> {
                exchange.sendResponseHeaders(200, 0);
                container.logs(
                        exchange.getResponseBody(),
                        new java.math.BigDecimal(query(exchange).getOrDefault("since", "0")));
            }
            case "stats" -> stats(exchange, container);
            case "" -> {
                container.kill();
                containers.remove(name);
                exchange.sendResponseHeaders(204, -1);
            }
            default -> send(exchange, 404, Map.of("message", "page not found"));
        }
    }

    private static void stats(HttpExchange exchange, StandInContainer container) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        do {
            out.write(JSON.writeValueAsBytes(container.stats()));
            out.write('\n');
            out.flush();
        } while (container.runsAfter(200));
    }

    private static void send(HttpExchange exchange, int code, Object body) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }
}
