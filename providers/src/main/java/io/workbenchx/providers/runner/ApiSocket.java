package io.workbenchx.providers.runner;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A workload's only way out: bytes written to this unix socket go to the workbench's api, and to nothing else. */
final class ApiSocket implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiSocket.class);
    /** More of one workload wait; it cannot use up the worker's threads. */
    private static final int CONNECTIONS = 64;
    /** How long a connection is held while the api is being restarted. */
    private static final Duration HOLD = Duration.ofSeconds(60);

    private final Path path;
    private final WorkloadSpec.Gateway target;
    private final ServerSocketChannel server;
    private final Semaphore free = new Semaphore(CONNECTIONS);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private ApiSocket(Path path, WorkloadSpec.Gateway target, ServerSocketChannel server) {
        this.path = path;
        this.target = target;
        this.server = server;
    }

    /** Takes the place of the socket of an earlier, dead worker. */
    static ApiSocket serve(Path path, @Nullable Integer uid, WorkloadSpec.Gateway target) {
        try {
            // Under another name until the workload may use it: it retries when there is nothing, not when it is
            // refused.
            Path fresh = path.resolveSibling("api.new");
            Files.deleteIfExists(fresh);
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(fresh), 128);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            if (uid != null) {
                Files.setAttribute(fresh, "unix:uid", uid);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
            ApiSocket socket = new ApiSocket(path, target, server);
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
            Files.deleteIfExists(path);
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
                SocketChannel api = connect()) {
            open.add(api);
            if (!server.isOpen()) {
                return;
            }
            Thread answers = start("answers", () -> copy(api, workload));
            copy(workload, api);
            answers.join();
        } catch (IOException e) {
            log.warn("a workload's connection to {}:{} ended: {}", target.host(), target.port(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.removeIf(channel -> !channel.isOpen());
            free.release();
        }
    }

    private SocketChannel connect() throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + HOLD.toNanos();
        while (true) {
            try {
                return SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
            } catch (ConnectException e) {
                if (System.nanoTime() > giveUp || !server.isOpen()) {
                    throw e;
                }
                Thread.sleep(100);
            }
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
        Thread thread = new Thread(work, "api-socket-" + purpose);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
