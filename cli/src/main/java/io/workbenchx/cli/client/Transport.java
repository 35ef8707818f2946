package io.workbenchx.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and tries again where that is safe: a request is repeated byte for byte, so its Idempotency-Key makes the server do
 * the work once.
 */
final class Transport {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Connection connection;
    private final Retries retries;

    Transport(Connection connection, Retries retries) {
        this.connection = connection;
        this.retries = retries;
    }

    Retries retries() {
        return retries;
    }

    HttpRequest.Builder request(URI uri) {
        var request = HttpRequest.newBuilder(uri).header("User-Agent", "wbx");
        var signIn = connection.signIn();
        var bearer = signIn == null ? connection.apiKey() : signIn.accessToken();
        if (bearer != null) {
            request.header("Authorization", "Bearer " + bearer);
        }
        return request;
    }

    URI uri(ApiPath path) {
        return URI.create(connection.url() + path.text());
    }

    /**
     * Sends until an answer other than 503 arrives or the tries are used up.
     *
     * @throws UnreachableException when no answer arrived
     * @throws ApiException when the answer is an error
     */
    HttpResponse<InputStream> send(HttpRequest request) {
        IOException lost = null;
        for (int failures = 0; ; ) {
            Duration wait;
            try {
                var response = once(request, HttpResponse.BodyHandlers.ofInputStream());
                if (response.statusCode() != 503 || failures + 1 >= retries.attempts()) {
                    return checked(response);
                }
                response.body().close();
                wait = retries.after(++failures, response);
            } catch (ConnectException refused) {
                // Nothing listens: say so at once, unless an earlier try was lost and the server may be restarting.
                if (lost == null || ++failures >= retries.attempts()) {
                    throw unreachable(refused);
                }
                wait = retries.after(failures);
            } catch (IOException e) {
                lost = e;
                if (++failures >= retries.attempts()) {
                    throw unreachable(e);
                }
                wait = retries.after(failures);
            }
            pause(wait);
        }
    }

    /** Sends exactly once. */
    <T> HttpResponse<T> once(HttpRequest request, BodyHandler<T> handler) throws IOException {
        try {
            return http.send(request, handler);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The response, if it is a success. */
    HttpResponse<InputStream> checked(HttpResponse<InputStream> response) {
        if (response.statusCode() < 300) {
            return response;
        }
        throw new ApiException(Problem.of(response.statusCode(), text(response)));
    }

    String text(HttpResponse<InputStream> response) {
        try (var body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    UnreachableException unreachable(IOException cause) {
        return new UnreachableException(connection.url(), reason(cause));
    }

    void pause(Duration duration) {
        try {
            retries.pause().of(duration);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static CommandException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CommandException("Interrupted.");
    }

    private static String reason(IOException cause) {
        @Nullable String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            return cause instanceof ConnectException
                    ? "connection refused"
                    : cause.getClass().getSimpleName();
        }
        return message;
    }
}
