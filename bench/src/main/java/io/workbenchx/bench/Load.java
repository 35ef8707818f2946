package io.workbenchx.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same small request again and again over connections that are kept, by a client that does next to nothing itself: a library's would cost
 * more than what is measured.
 *
 * @param head the request, headers included
 */
record Load(int port, String head) {

    private static final int BUFFER = 16384;

    /** A server, as often as it answered. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final byte[] request;

        Connection(Load load) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), load.port());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            out = socket.getOutputStream();
            request = load.head().getBytes(StandardCharsets.US_ASCII);
        }

        void ask() throws IOException {
            out.write(request);
            int status = 0;
            int length = -1;
            for (String line = line(); !line.isEmpty(); line = line()) {
                if (status == 0) {
                    status = Integer.parseInt(line.substring(9, 12));
                } else if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    length = Integer.parseInt(line.substring(15).strip());
                }
            }
            if (status != 200 || length < 0) {
                throw new IOException("Answered " + status + " with a length of " + length);
            }
            in.skipNBytes(length);
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("Broken off after: " + line);
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** Median time of a request when nothing else is asked, in milliseconds. */
    double medianMillis(int requests) throws IOException {
        try (Connection connection = new Connection(this)) {
            long[] nanos = new long[requests];
            for (int i = 0; i < requests; i++) {
                long began = System.nanoTime();
                connection.ask();
                nanos[i] = System.nanoTime() - began;
            }
            Arrays.sort(nanos);
            return nanos[requests / 2] / 1e6;
        }
    }

    /** Requests a second over so many connections at once. */
    double rate(int connections, double seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long end = System.nanoTime() + (long) (seconds * 1e9);
            Callable<Integer> work = () -> {
                try (Connection connection = new Connection(this)) {
                    int asked = 0;
                    while (System.nanoTime() < end) {
                        connection.ask();
                        asked++;
                    }
                    return asked;
                }
            };
            long began = System.nanoTime();
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                all.add(threads.submit(work));
            }
            int asked = 0;
            for (Future<Integer> one : all) {
                asked += one.get();
            }
            return asked / ((System.nanoTime() - began) / 1e9);
        } finally {
            threads.shutdownNow();
        }
    }
}
