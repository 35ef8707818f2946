package io.workbenchx.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Follows a live stream to its event {@code end}; a broken connection is taken up where it broke, by {@code Last-Event-ID}. */
public final class EventStream {

    /** Takes events; answers whether it wants more. */
    public interface Sink {
        boolean accept(ServerEvent event);
    }

    private final Transport transport;
    private final ApiPath path;
    private String lastId = "";
    private boolean answered;
    private int failures;

    EventStream(Transport transport, ApiPath path) {
        this.transport = transport;
        this.path = path;
    }

    /**
     * Gives every event to the sink, each once, until the stream ends or the sink has enough.
     *
     * @throws UnreachableException when the connection cannot be made again
     */
    public void follow(Sink sink) {
        var wait = connect(sink);
        while (wait.isPresent()) {
            transport.pause(wait.get());
            wait = connect(sink);
        }
    }

    /** One connection; how long to wait before the next, or nothing when there is nothing more to follow. */
    private Optional<Duration> connect(Sink sink) {
        try {
            var response = transport.once(request(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 503) {
                response.body().close();
                return Optional.of(transport.retries().after(failed(new IOException("status 503")), response));
            }
            var body = transport.checked(response).body();
            answered = true;
            try (var reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                if (read(reader, sink)) {
                    return Optional.empty();
                }
            }
            return again(new IOException("the stream was closed early"));
        } catch (IOException lost) {
            return again(lost);
        }
    }

    private HttpRequest request() {
        var request = transport.request(transport.uri(path)).header("Accept", "text/event-stream");
        if (!lastId.isEmpty()) {
            request.header("Last-Event-ID", lastId);
        }
        return request.GET().build();
    }

    private Optional<Duration> again(IOException cause) {
        if (cause instanceof ConnectException && !answered) {
            throw transport.unreachable(cause);
        }
        return Optional.of(transport.retries().after(failed(cause)));
    }

    private int failed(IOException cause) {
        if (++failures >= transport.retries().reconnects()) {
            throw transport.unreachable(cause);
        }
        return failures;
    }

    private boolean read(BufferedReader reader, Sink sink) throws IOException {
        var parser = new EventParser();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            failures = 0;
            var event = parser.line(line);
            if (event.isPresent()) {
                lastId = event.get().id().isEmpty() ? lastId : event.get().id();
                if (event.get().type().equals("end") || !sink.accept(event.get())) {
                    return true;
                }
            }
        }
        return false;
    }
}
