package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Json;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The workbench's REST interface: JSON in, JSON out, refusals as {@link ApiException}. */
public final class Api {

    private final Transport transport;

    public Api(Connection connection) {
        this(connection, Retries.patient());
    }

    public Api(Connection connection, Retries retries) {
        this.transport = new Transport(connection, retries);
    }

    public JsonNode get(ApiPath path) {
        return json(get(transport.uri(path), "application/json"));
    }

    /** Plain text, such as a log or a public key. */
    public String text(ApiPath path) {
        return transport.text(get(transport.uri(path), "text/plain, */*;q=0.5"));
    }

    public JsonNode post(ApiPath path, JsonNode body) {
        return post(transport.uri(path), body);
    }

    /** POST to any address of the workbench, as the front door is one. */
    public JsonNode post(URI uri, JsonNode body) {
        return send("POST", uri, BodyPublishers.ofString(Json.write(body)), "application/json");
    }

    /** GET from any address of the workbench, as the front door is one. */
    public JsonNode get(URI uri) {
        return json(get(uri, "application/json"));
    }

    public JsonNode put(ApiPath path, JsonNode body) {
        return send("PUT", transport.uri(path), BodyPublishers.ofString(Json.write(body)), "application/json");
    }

    public JsonNode delete(ApiPath path) {
        return send("DELETE", transport.uri(path), BodyPublishers.noBody(), "application/json");
    }

    /** Sends a file as it is, without holding it in memory. */
    public JsonNode upload(ApiPath path, Path file) {
        try {
            return send("POST", transport.uri(path), BodyPublishers.ofFile(file), "application/octet-stream");
        } catch (FileNotFoundException e) {
            throw new CommandException("There is no file " + file + ". Check the path.");
        }
    }

    /**
     * Puts a file in the place of what is there.
     *
     * @param replaces version that may be there, or null for any
     */
    public JsonNode replace(ApiPath path, Path file, @Nullable Integer replaces) {
        try {
            var request = transport
                    .request(transport.uri(path))
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/octet-stream")
                    .method("PUT", BodyPublishers.ofFile(file));
            if (replaces != null) {
                request.header("If-Match", "\"" + replaces + "\"");
            }
            return json(transport.send(request.build()));
        } catch (FileNotFoundException e) {
            throw new CommandException("There is no file " + file + ". Check the path.");
        }
    }

    /** Sends bytes as they are. */
    public JsonNode upload(ApiPath path, byte[] content) {
        return send("POST", transport.uri(path), BodyPublishers.ofByteArray(content), "application/octet-stream");
    }

    /** The bytes of a small file. */
    public byte[] bytes(ApiPath path) {
        try (var body = get(transport.uri(path), "*/*").body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw transport.unreachable(e);
        }
    }

    /** Gives a long answer line by line, for as long as the sink wants more. */
    public void lines(ApiPath path, String accept, Predicate<String> sink) {
        try (var reader = new BufferedReader(
                new InputStreamReader(get(transport.uri(path), accept).body(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null && sink.test(line); line = reader.readLine()) {}
        } catch (IOException e) {
            throw transport.unreachable(e);
        }
    }

    /** Writes a long text as it comes. */
    public void copy(ApiPath path, PrintStream out) {
        try (var reader = new InputStreamReader(
                get(transport.uri(path), "text/plain, */*;q=0.5").body(), StandardCharsets.UTF_8)) {
            var piece = new char[1 << 16];
            for (int read = reader.read(piece); read >= 0 && !out.checkError(); read = reader.read(piece)) {
                out.print(new String(piece, 0, read));
            }
        } catch (IOException e) {
            throw transport.unreachable(e);
        }
    }

    /** Stores an answer in a file, which appears only when it is complete; returns its size. */
    public long download(ApiPath path, Path file) {
        var response = get(transport.uri(path), "*/*");
        try (var body = response.body()) {
            return store(body, file.toAbsolutePath());
        } catch (IOException e) {
            throw new CommandException(
                    "Cannot store " + file + ": " + e.getMessage() + ". Check the directory and the space left.");
        }
    }

    /** Live events of a path, resumed by themselves when the connection breaks. */
    public EventStream stream(ApiPath path) {
        return new EventStream(transport, path);
    }

    private static long store(InputStream body, Path file) throws IOException {
        var partial = Files.createTempFile(file.getParent(), ".wbx", ".part");
        try {
            long size = Files.copy(body, partial, StandardCopyOption.REPLACE_EXISTING);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            return size;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private HttpResponse<InputStream> get(URI uri, String accept) {
        return transport.send(
                transport.request(uri).header("Accept", accept).GET().build());
    }

    // One key per call, and a call's tries share it: the server does the work once however often it is asked.
    private JsonNode send(String method, URI uri, BodyPublisher body, String type) {
        HttpRequest request = transport
                .request(uri)
                .header("Accept", "application/json")
                .header("Content-Type", type)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, body)
                .build();
        return json(transport.send(request));
    }

    private JsonNode json(HttpResponse<InputStream> response) {
        var text = transport.text(response);
        return text.isBlank() ? Json.object() : Json.parse(text);
    }
}
