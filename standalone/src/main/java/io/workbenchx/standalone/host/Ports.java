package io.workbenchx.standalone.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Hands out loopback ports: the usual one when it is free, else another, saying so. */
public final class Ports {

    private final Consumer<String> notice;
    private final Set<Integer> given = new HashSet<>();

    public Ports(Consumer<String> notice) {
        this.notice = notice;
    }

    /** A free port for a service; 0 as the preferred one asks for any. */
    public synchronized int choose(String service, int preferred) throws IOException {
        if (preferred != 0 && !given.contains(preferred) && isFree(preferred)) {
            given.add(preferred);
            return preferred;
        }
        int port = anyFree();
        if (preferred != 0) {
            notice.accept("Port " + preferred + " is taken: " + service + " listens on " + port + " instead.");
        }
        return port;
    }

    private int anyFree() throws IOException {
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (given.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // A socket of a just stopped server lingers in TIME_WAIT; that does not make the port taken.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
