package io.workbenchx.providers.runner;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A unix socket by which one workload gets out, to wherever its {@link Door} leads. */
final class GatewaySocket implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GatewaySocket.class);
    /** More of one workload wait; it cannot use up the worker's threads. */
    private static final int CONNECTIONS = 64;

    private final Path path;
    private final Door door;
    private final ServerSocketChannel server;
    private final @Nullable Object file;
    private final Semaphore free = new Semaphore(CONNECTIONS);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    /** Where a connection of a workload leads. */
    interface Door {
        /**
         * Finds the other side, talking to the workload where that takes talking; null when there is none for it.
         *
         * @param open whether it is still worth trying
         */
        @Nullable SocketChannel connect(SocketChannel workload, java.util.function.BooleanSupplier open)
                throws IOException, InterruptedException;
    }

    private GatewaySocket(Path path, Door door, ServerSocketChannel server) throws IOException {
        this.path = path;
        this.door = door;
        this.server = server;
        this.file = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Takes the place of the socket of an earlier, dead worker. */
    static GatewaySocket serve(Path path, @Nullable Integer uid, Door door) {
        try {
            // Under another name until the workload may use it: it retries when there is nothing, not when it is
            // refused.
            Path fresh = path.resolveSibling(path.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(fresh), 128);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            if (uid != null) {
                Files.setAttribute(fresh, "unix:uid", uid);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            GatewaySocket socket = new GatewaySocket(path, door, server);
            socket.start("accept", socket::accept);
            return socket;
        } catch (IOException e) {
            throw new RunnerException("cannot listen on " + path + " for a workload", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            // Another worker may have taken its place, as after a pause of this one.
            if (Files.exists(path)
                    && java.util.Objects.equals(
                            file,
                            Files.readAttributes(path, BasicFileAttributes.class)
                                    .fileKey())) {
                Files.deleteIfExists(path);
            }
            for (SocketChannel channel : open) {
                channel.close();
            }
        } catch (IOException e) {
            throw new RunnerException("cannot close " + path, e);
        }
    }

    private void accept() {
        try {
            while (server.isOpen()) {
                free.acquire();
                acceptOne();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptOne() throws InterruptedException {
        try {
            SocketChannel workload = server.accept();
            open.add(workload);
            start("connection", () -> forward(workload));
        } catch (ClosedChannelException e) {
            log.debug("{} closed", path);
        } catch (IOException e) {
            log.warn("{} could not accept a connection, trying again: {}", path, e.getMessage());
            free.release();
            Thread.sleep(200);
        }
    }

    private void forward(SocketChannel workload) {
        try (workload;
                SocketChannel far = door.connect(workload, server::isOpen)) {
            if (far == null || !server.isOpen()) {
                return;
            }
            open.add(far);
            Thread answers = start("answers", () -> copy(far, workload));
            copy(workload, far);
            answers.join();
        } catch (IOException e) {
            log.warn("a connection of a workload through {} ended: {}", path.getFileName(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(channel -> !channel.isOpen());
            free.release();
        }
    }

    /** Passes the end on as well; when one side breaks, neither waits for the other. */
    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(65536);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            log.debug("connection broken: {}", e.toString());
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("closing a broken connection: {}", e.toString());
        }
    }

    private Thread start(String purpose, Runnable work) {
        Thread thread = new Thread(work, "gateway-" + purpose);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
