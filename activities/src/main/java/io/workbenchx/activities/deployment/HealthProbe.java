package io.workbenchx.activities.deployment;

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

/** Asks a replica whether it is ready, over its unix socket, as the Open Inference Protocol has it. A server that hangs is not ready. */
@Component
class HealthProbe {

    private static final byte[] REQUEST =
            "GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);
    private static final String READY = "HTTP/1.1 200 ";

    boolean ready(Path socket, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
                return false;
            }
            channel.write(ByteBuffer.wrap(REQUEST));
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer status = ByteBuffer.allocate(READY.length());
            while (status.hasRemaining()) {
                long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
                if (millis <= 0 || selector.select(millis) == 0 || channel.read(status) < 0) {
                    return false;
                }
                selector.selectedKeys().clear();
            }
            return READY.equals(new String(status.array(), StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            return false;
        }
    }
}
