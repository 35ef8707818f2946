package io.workbenchx.activities.replica;

import io.workbenchx.workflows.replica.HealthCheck;
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
import org.springframework.stereotype.Component;

/** Asks a replica whether it is ready, over its unix socket. A server that hangs is not ready. */
@Component
class HealthProbe {

    /** "HTTP/1.1 200" is all that is read of an answer. */
    private static final int STATUS_BYTES = 12;

    private static final int STATUS_AT = 9;

    boolean ready(Path socket, HealthCheck check, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                return false;
            }
            channel.write(request(check));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer status = ByteBuffer.allocate(STATUS_BYTES);
            while (status.hasRemaining()) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (millis <= 0 || selector.select(millis) == 0 || channel.read(status) < 0) {
                    return false;
                }
                selector.selectedKeys().clear();
            }
            return check.good(status(new String(status.array(), StandardCharsets.US_ASCII)));
        } catch (IOException refused) {
            return false;
        }
    }

    private static ByteBuffer request(HealthCheck check) {
        String request = "GET " + check.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        return ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Zero when it is no HTTP at all. */
    private static int status(String line) {
        return line.matches("HTTP/1\\.[01] [0-9]{3}") ? Integer.parseInt(line.substring(STATUS_AT)) : 0;
    }
}
