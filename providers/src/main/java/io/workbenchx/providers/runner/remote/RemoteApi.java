package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A JSON interface with a bearer token. Every call has a deadline; 429, 5xx and broken connections are tried again with growing pauses, or
 * when the other side says. Callers make that safe: what they create has a name that can exist only once.
 */
final class RemoteApi {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<Integer> AGAIN = Set.of(429, 500, 502, 503, 504);
    private static final int TRIES = 5;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

    private final String what;
    private final URI base;
    private final String token;
    private final Duration timeout;
    private final Duration pause;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param what whose interface it is, for messages
     * @param pause before the second try
     */
    RemoteApi(String what, URI base, String token, Duration timeout, Duration pause) {
        this.what = what;
        this.base = base;
        this.token = token;
        this.timeout = timeout;
        this.pause = pause;
    }

    /** Empty: there is no such thing. */
    Optional<JsonNode> get(String path) {
        return call("GET", path, null, Map.of());
    }

    Optional<JsonNode> post(String path, Object body) {
        return call("POST", path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)), Map.of());
    }

    Optional<JsonNode> patch(String path, Object body) {
        return call("PATCH", path, BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)), Map.of());
    }

    Optional<JsonNode> send(String path, BodyPublisher body, Map<String, String> headers) {
        return call("POST", path, body, headers);
    }

    void delete(String path) {
        call("DELETE", path, null, Map.of());
    }

    private Optional<JsonNode> call(
            String method, String path, @Nullable BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = request(base.resolve(path), true)
                .timeout(timeout)
                .setHeader("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : body);
        headers.forEach(request::setHeader);
        HttpResponse<byte[]> answer = tried(method + " " + path, request.build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() == 404) {
            return Optional.empty();
        }
        if (answer.statusCode() / 100 != 2) {
            throw new RemoteException(what, method + " " + path, answer.statusCode(), message(answer.body()));
        }
        return Optional.of(tree(answer.body()));
    }

    /**
     * A stream that may last; its first byte has a deadline only.
     *
     * @param address below the interface, or a signed one elsewhere, which gets no token
     */
    InputStream stream(String address) {
        URI uri = base.resolve(address);
        boolean ours = uri.getRawAuthority() != null && uri.getRawAuthority().equals(base.getRawAuthority());
        HttpResponse<InputStream> answer = tried(
                "GET " + (ours ? address : "a log"),
                request(uri, ours).GET().timeout(timeout).build(),
                BodyHandlers.ofInputStream());
        if (answer.statusCode() == 404) {
            return InputStream.nullInputStream();
        }
        if (answer.statusCode() / 100 != 2) {
            throw new RemoteException(what, "GET " + uri.getPath(), answer.statusCode(), "");
        }
        return answer.body();
    }

    private HttpRequest.Builder request(URI uri, boolean withToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).setHeader("User-Agent", "workbenchx");
        return withToken ? request.setHeader("Authorization", "Bearer " + token) : request;
    }

    private <T> HttpResponse<T> tried(String call, HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        Duration next = pause;
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<T> answer = http.send(request, handler);
                if (!AGAIN.contains(answer.statusCode()) || attempt == TRIES) {
                    return answer;
                }
                rest(answer.headers()
                        .firstValue("Retry-After")
                        .map(RemoteApi::seconds)
                        .orElse(next));
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new RunnerException(what + " was not reached for " + call + ": " + e.getMessage(), e);
                }
                rest(next);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RunnerException("interrupted while calling " + what, e);
            }
            next = next.multipliedBy(2);
        }
    }

    private static Duration seconds(String header) {
        return header.matches("[0-9]{1,4}") ? Duration.ofSeconds(Long.parseLong(header)) : LONGEST_PAUSE;
    }

    private void rest(Duration time) {
        try {
            Thread.sleep(Math.min(time.toMillis(), LONGEST_PAUSE.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while waiting for " + what, e);
        }
    }

    private static JsonNode tree(byte[] body) {
        return body.length == 0 ? MissingNode.getInstance() : JSON.readTree(body);
    }

    /** What went wrong, in the words of the other side; both have a field for it. */
    private static String message(byte[] body) {
        try {
            JsonNode error = tree(body);
            return error.path("error")
                    .path("message")
                    .asString(error.path("message").asString(""));
        } catch (JacksonException e) {
            return "";
        }
    }
}
