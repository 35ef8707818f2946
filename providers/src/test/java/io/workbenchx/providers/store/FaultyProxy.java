package io.workbenchx.providers.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A network that can be told to fail: passes bytes to a port of this host and back, but for the faults it was asked for. */
final class FaultyProxy implements AutoCloseable {

    private final int target;
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Direction requests = new Direction();
    private final Direction answers = new Direction();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();

    /** What is to happen to the bytes of one direction, counted over all connections. */
    private static final class Direction {
        private final AtomicLong bytes = new AtomicLong();
        private volatile long cutEvery = Long.MAX_VALUE;
        private volatile long flipAt = Long.MAX_VALUE;
        private final AtomicInteger cuts = new AtomicInteger();
    }

    FaultyProxy(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Closes the next connections at once. */
    void refuse(int times) {
        refusals.set(times);
    }

    /** Cuts connections, so many times, once so many bytes have gone to the server since; for ever when there is no number of times. */
    void cutRequestsAfter(long bytes, int times) {
        cut(requests, bytes, times);
    }

    void cutAnswersAfter(long bytes, int times) {
        cut(answers, bytes, times);
    }

    void flipRequestBitAt(long byteNumber) {
        requests.flipAt = requests.bytes.get() + byteNumber;
    }

    void flipAnswerBitAt(long byteNumber) {
        answers.flipAt = answers.bytes.get() + byteNumber;
    }

    int faults() {
        return faults.get();
    }

    long requestBytes() {
        return requests.bytes.get();
    }

    long answerBytes() {
        return answers.bytes.get();
    }

    private static void cut(Direction direction, long bytes, int times) {
        direction.cuts.set(times);
        direction.cutEvery = direction.bytes.get() + bytes;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    faults.incrementAndGet();
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                threads.execute(() -> pass(client, server, requests));
                threads.execute(() -> pass(server, client, answers));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[16 * 1024];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                long end = direction.bytes.addAndGet(count);
                if (end > direction.cutEvery && direction.cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    faults.incrementAndGet();
                    return;
                }
                if (end > direction.flipAt) {
                    direction.flipAt = Long.MAX_VALUE;
                    faults.incrementAndGet();
                    buffer[count / 2] ^= 1;
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException closed) {
            // The other side ended it.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
