package io.workbenchx.providers.runner.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The part of the Kubernetes API (1.30) that the runner uses: objects with labels, owners and merge patches, a controller that makes the pod
 * of a Job that is not suspended, and a kubelet ({@link Kubelet}) that runs it as a real process.
 */
public final class ClusterApi implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

    final Kubelet kubelet;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
    /** Jobs that have had their one pod: with a backoff limit of 0 there is no second. */
    private final Set<String> tried = ConcurrentHashMap.newKeySet();

    /**
     * @param claim folder that the claim holds
     */
    public ClusterApi(Path claim) throws IOException {
        kubelet = new Kubelet(this, claim);
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        kubelet.close();
        server.stop(0);
        threads.shutdownNow();
    }

    /** Of a kind, by the last word of its collection's path. */
    List<ObjectNode> all(String kind) {
        return objects.entrySet().stream()
                .filter(object -> object.getKey().contains("/" + kind + "/"))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String last = path.substring(path.lastIndexOf('/') + 1);
            switch (exchange.getRequestMethod()) {
                case "POST" -> create(exchange, path);
                case "PATCH" -> patch(exchange, path);
                case "DELETE" -> delete(exchange, path);
                default -> {
                    if (last.equals("log")) {
                        log(exchange, path.substring(0, path.length() - "/log".length()));
                    } else if (objects.containsKey(path)) {
                        send(exchange, 200, objects.get(path));
                    } else if (List.of("jobs", "pods", "secrets", "services", "networkpolicies")
                            .contains(last)) {
                        list(exchange, path);
                    } else {
                        missing(exchange, last);
                    }
                }
            }
        }
    }

    private void create(HttpExchange exchange, String collection) throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
        ObjectNode metadata = (ObjectNode) object.get("metadata");
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", Instant.now().toString());
        if (object.get("kind").asString().equals("Service")) {
            ((ObjectNode) object.get("spec")).put("clusterIP", "127.0.0.1");
        }
        String path = collection + "/" + metadata.get("name").asString();
        if (objects.putIfAbsent(path, object) != null) {
            status(exchange, 409, "AlreadyExists", path + " already exists");
            return;
        }
        send(exchange, 201, object);
        reconcile(object);
    }

    private void patch(HttpExchange exchange, String path) throws IOException {
        ObjectNode object = objects.get(path);
        JsonNode change = JSON.readTree(exchange.getRequestBody().readAllBytes());
        if (object == null) {
            missing(exchange, path);
            return;
        }
        ObjectNode changed;
        synchronized (object) {
            merge(object, change);
            changed = object.deepCopy();
        }
        send(exchange, 200, changed);
        reconcile(object);
    }

    /** RFC 7386. */
    private static void merge(ObjectNode target, JsonNode change) {
        change.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value.isObject() && target.path(field.getKey()).isObject()) {
                merge((ObjectNode) target.get(field.getKey()), value);
            } else {
                target.set(field.getKey(), value);
            }
        });
    }

    /** The controller of Jobs. */
    private void reconcile(ObjectNode object) {
        if (!object.get("kind").asString().equals("Job")
                || object.path("spec").path("suspend").asBoolean(false)) {
            return;
        }
        if (!tried.add(object.at("/metadata/uid").asString())) {
            return;
        }
        String namespace = object.path("metadata").path("namespace").asString();
        String name = object.path("metadata").path("name").asString();
        ObjectNode pod = JSON.createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata");
        metadata.put("name", name + "-x7k2p").put("namespace", namespace);
        metadata.set("labels", object.at("/spec/template/metadata/labels"));
        metadata.putArray("ownerReferences")
                .addObject()
                .put("uid", object.at("/metadata/uid").asString());
        pod.set("spec", object.at("/spec/template/spec"));
        pod.putObject("status").put("phase", "Pending");
        if (objects.putIfAbsent("/api/v1/namespaces/" + namespace + "/pods/" + name + "-x7k2p", pod) == null) {
            kubelet.run(object, pod);
        }
    }

    private void delete(HttpExchange exchange, String path) throws IOException {
        ObjectNode object = objects.get(path);
        if (object == null) {
            missing(exchange, path);
            return;
        }
        JsonNode options = JSON.readTree(orEmpty(exchange.getRequestBody().readAllBytes()));
        send(exchange, 200, object);
        if (object.get("kind").asString().equals("Pod")) {
            kubelet.end(object, options.path("gracePeriodSeconds").asLong(30), () -> objects.remove(path));
            return;
        }
        objects.remove(path);
        String uid = object.at("/metadata/uid").asString();
        objects.entrySet().removeIf(other -> {
            boolean owned = other.getValue()
                    .at("/metadata/ownerReferences/0/uid")
                    .asString("")
                    .equals(uid);
            if (owned && other.getValue().get("kind").asString().equals("Pod")) {
                kubelet.end(other.getValue(), 0, () -> {});
            }
            return owned;
        });
    }

    private static byte[] orEmpty(byte[] body) {
        return body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body;
    }

    private void list(HttpExchange exchange, String path) throws IOException {
        String selector = query(exchange).getOrDefault("labelSelector", "");
        List<ObjectNode> found = objects.entrySet().stream()
                .filter(object -> object.getKey().startsWith(path + "/"))
                .map(Map.Entry::getValue)
                .filter(object -> Arrays.stream(selector.split(","))
                        .filter(term -> !term.isEmpty())
                        .map(term -> term.split("="))
                        .allMatch(term -> object.path("metadata")
                                .path("labels")
                                .path(term[0])
                                .asString("")
                                .equals(term[1])))
                .toList();
        String kind = path.endsWith("jobs") ? "JobList" : path.endsWith("pods") ? "PodList" : "List";
        send(
                exchange,
                200,
                Map.of(
                        "apiVersion",
                        kind.equals("JobList") ? "batch/v1" : "v1",
                        "kind",
                        kind,
                        "metadata",
                        Map.of(),
                        "items",
                        found));
    }

    private void log(HttpExchange exchange, String path) throws IOException {
        ObjectNode pod = objects.get(path);
        if (pod == null) {
            missing(exchange, path);
            return;
        }
        exchange.sendResponseHeaders(200, 0);
        kubelet.log(pod, query(exchange).get("sinceTime"), exchange.getResponseBody());
    }

    private static void missing(HttpExchange exchange, String what) throws IOException {
        status(exchange, 404, "NotFound", what + " not found");
    }

    private static void status(HttpExchange exchange, int code, String reason, String message) throws IOException {
        send(
                exchange,
                code,
                Map.of(
                        "apiVersion",
                        "v1",
                        "kind",
                        "Status",
                        "status",
                        "Failure",
                        "reason",
                        reason,
                        "message",
                        message,
                        "code",
                        code));
    }

    private static void send(HttpExchange exchange, int code, Object body) throws IOException {
        byte[] bytes;
        synchronized (body) {
            bytes = JSON.writeValueAsBytes(body);
        }
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

    /** The values of a secret. */
    Map<String, String> secret(String namespace, String name) {
        return objects
                .get("/api/v1/namespaces/" + namespace + "/secrets/" + name)
                .get("stringData")
                .properties()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, value -> value.getValue().asString()));
    }
}
