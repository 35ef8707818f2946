package io.workbenchx.activities.session;

import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the JupyterLab of a session how it is, over its unix socket. One that hangs does not answer; its answers are not trusted to end. */
final class JupyterServer {

    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final int LARGEST_ANSWER = 4 << 20;
    private static final String OK = "HTTP/1.1 200 ";
    /** Any other state, also one that a later Jupyter invents, is work. */
    private static final Set<String> RESTING = Set.of("idle", "dead");

    private final Runner runner;
    private final WorkloadHandle workload;
    private final String token;

    JupyterServer(Runner runner, WorkloadHandle workload, String token) {
        this.runner = runner;
        this.workload = workload;
        this.token = token;
    }

    /**
     * What goes on in it.
     *
     * @param busy a kernel works, starts, or says nothing
     * @param last when anybody or anything last did something, by Jupyter's own account; a tab in sight asks for kernels now and
     *     then, which counts, and a hidden one does not
     */
    record Activity(boolean busy, Instant last) {}

    boolean ready() {
        return get("/api/status").isPresent();
    }

    /** Empty when it does not answer. */
    Optional<Activity> activity() {
        return get("/api/status")
                .flatMap(status -> get("/api/kernels?no_track_activity=1")
                        .flatMap(kernels -> get("/api/terminals?no_track_activity=1")
                                .map(terminals -> read(status, kernels, terminals))));
    }

    private static Activity read(JsonNode status, JsonNode kernels, JsonNode terminals) {
        Instant last = time(status);
        boolean busy = false;
        for (JsonNode kernel : kernels) {
            busy |= !RESTING.contains(kernel.path("execution_state").asString(""));
            last = later(last, time(kernel));
        }
        for (JsonNode terminal : terminals) {
            last = later(last, time(terminal));
        }
        return new Activity(busy, last);
    }

    private static Instant time(JsonNode node) {
        try {
            return Instant.parse(node.path("last_activity").asString(""));
        } catch (java.time.format.DateTimeParseException unknown) {
            return Instant.EPOCH;
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Optional<JsonNode> get(String path) {
        Optional<Path> socket = runner.servicePath(workload);
        if (socket.isEmpty()) {
            return Optional.empty();
        }
        // HTTP/1.0, so that the end of the answer is the end of the connection.
        String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nAuthorization: token " + token + "\r\n\r\n";
        try {
            String answer = exchange(socket.get(), request.getBytes(StandardCharsets.US_ASCII));
            int body = answer.indexOf("\r\n\r\n");
            return answer.startsWith(OK) && body > 0
                    ? Optional.of(JsonMapper.shared().readTree(answer.substring(body + 4)))
                    : Optional.empty();
        } catch (IOException | JacksonException noAnswer) {
            return Optional.empty();
        }
    }

    private static String exchange(Path socket, byte[] request) throws IOException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                throw new IOException("not accepted at once");
            }
            channel.write(ByteBuffer.wrap(request));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer piece = ByteBuffer.allocate(64 << 10);
            while (true) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (millis <= 0 || answer.size() > LARGEST_ANSWER || selector.select(millis) == 0) {
                    throw new IOException("no answer");
                }
                selector.selectedKeys().clear();
                if (channel.read(piece.clear()) < 0) {
                    return answer.toString(StandardCharsets.UTF_8);
                }
                answer.write(piece.array(), 0, piece.position());
            }
        }
    }
}
