package io.workbenchx.api;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.workbenchx.api.identity.ScriptedIssuer;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.WorkbenchScoped;
import io.workbenchx.control.identity.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The api as a process would run it, once per test JVM: real HTTP, a real PostgreSQL, an in-process engine without workers. */
public final class RunningApi {

    /** Where the UI of the engine would be. */
    public static final String TEMPORAL_UI = "http://127.0.0.1:8233";

    private static final RunningApi INSTANCE = new RunningApi();
    /** A trusted issuer that does not answer: nothing listens at this port. */
    public static final String SILENT_ISSUER = "http://127.0.0.1:9";

    private static final JsonMapper MAPPER = new JsonMapper();

    private final ConfigurableApplicationContext context;
    private final String adminKey;
    private final ScriptedIssuer issuer = new ScriptedIssuer();
    private final ScriptedIssuer attackedIssuer = new ScriptedIssuer();
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningApi() {
        try {
            int enginePort = freePort();
            TestServer.createPortBoundServer(enginePort, true);
            registerSearchAttributes("127.0.0.1:" + enginePort);
            Map<String, Object> properties = new HashMap<>();
            properties.put("server.port", "0");
            properties.put(
                    "spring.datasource.url", "jdbc:postgresql://localhost:" + TestDatabase.port() + "/workbenchx");
            properties.put("spring.datasource.username", "wbx_app");
            properties.put("spring.datasource.password", "test");
            properties.put("spring.flyway.user", "wbx_owner");
            properties.put("spring.flyway.password", "test");
            properties.put(
                    "workbenchx.home", Files.createTempDirectory("wbx-api-test").toString());
            properties.put("workbenchx.engine.address", "127.0.0.1:" + enginePort);
            properties.put("workbenchx.secret", TestDatabase.MASTER_SECRET);
            properties.put("workbenchx.engine.ui", TEMPORAL_UI);
            properties.put("workbenchx.front-door.port", "0");
            properties.put("workbenchx.http.trusted-proxies", "127.0.0.2");
            properties.put("workbenchx.http.origins", "https://console.example");
            trust(properties, 0, issuer.url());
            trust(properties, 1, attackedIssuer.url());
            trust(properties, 2, SILENT_ISSUER);
            String[] arguments = properties.entrySet().stream()
                    .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                    .toArray(String[]::new);
            context = new SpringApplication(ApiApplication.class).run(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        adminKey = bean(Identity.class).createFirstAdmin().orElseThrow().apiKey();
    }

    private static void trust(Map<String, Object> properties, int number, String issuer) {
        String prefix = "workbenchx.identity.issuers[" + number + "].";
        properties.put(prefix + "issuer", issuer);
        properties.put(prefix + "audience", "workbench");
        properties.put(prefix + "role-claim", "realm_access.roles");
        properties.put(prefix + "roles.wb-admin", "ADMIN");
        properties.put(prefix + "roles.wb-engineer", "ENGINEER");
        properties.put(prefix + "roles.wb-viewer", "VIEWER");
    }

    private static void registerSearchAttributes(String address) {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder().setTarget(address).validateAndBuildWithDefaults());
        AddSearchAttributesRequest.Builder request =
                AddSearchAttributesRequest.newBuilder().setNamespace("default");
        for (String name : List.of("WbxProject", "WbxKind", "WbxActor", "WbxRun")) {
            request.putSearchAttributes(name, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
        }
        operator.blockingStub().addSearchAttributes(request.build());
        operator.shutdownNow();
    }

    public static RunningApi get() {
        return INSTANCE;
    }

    public <T> T bean(Class<T> type) {
        return WorkbenchScoped.of(context.getBean(type), type);
    }

    public String adminKey() {
        return adminKey;
    }

    /** An issuer of the organisation that the api trusts. */
    public ScriptedIssuer issuer() {
        return issuer;
    }

    /** Another one, for tokens with keys that it does not know: after a few of them it is not asked for new keys for a while. */
    public ScriptedIssuer attackedIssuer() {
        return attackedIssuer;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }

    /** Sends a request as the holder of a key; no key, no header. The headers given replace those it would send by itself. */
    public Answer send(String method, String path, String key, Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, publisher(body))
                .header("Content-Type", "application/json");
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Texts and streams as they are, everything else as JSON. */
    private static HttpRequest.BodyPublisher publisher(Object body) {
        if (body == null) {
            return HttpRequest.BodyPublishers.noBody();
        }
        if (body instanceof InputStream stream) {
            return HttpRequest.BodyPublishers.ofInputStream(() -> stream);
        }
        return HttpRequest.BodyPublishers.ofString(
                body instanceof String text ? text : MAPPER.writeValueAsString(body));
    }

    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return MAPPER.readTree(body);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
