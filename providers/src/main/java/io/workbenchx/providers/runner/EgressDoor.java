package io.workbenchx.providers.runner;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leads to the hosts that a workload may reach: a proxy for {@code CONNECT} and for plain requests, of which each connection carries one.
 * A name is resolved here, once; every address of it must be a public one; and the address that was looked at is the one that is dialled.
 *
 * @param allowed see {@link EgressRule}
 * @param networks further networks that the operator opened, such as that of a mirror inside
 * @param refused hears of what was not allowed
 */
record EgressDoor(List<String> allowed, List<PublicAddress.Network> networks, Consumer<EgressAttempt> refused)
        implements GatewaySocket.Door {

    @Override
    public @Nullable SocketChannel connect(SocketChannel workload, BooleanSupplier open) throws IOException {
        ProxyRequest request;
        try {
            request = ProxyRequest.read(workload);
        } catch (ProxyRequest.Refused e) {
            answer(workload, e.status(), String.valueOf(e.getMessage()));
            return null;
        }
        InetAddress address = address(request);
        if (address == null) {
            answer(
                    workload,
                    "403 Forbidden",
                    request.host() + ":" + request.port() + " is not open to this workload: "
                            + "network.egress of the project's policy says which hosts are.");
            return null;
        }
        SocketChannel far;
        try {
            far = SocketChannel.open(new InetSocketAddress(address, request.port()));
        } catch (IOException e) {
            answer(workload, "502 Bad Gateway", request.host() + " cannot be reached: " + e.getMessage());
            return null;
        }
        if (request.tunnel()) {
            write(workload, "HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            write(far, request.following());
            return far;
        }
        try (far) {
            request.pass(workload, far);
        }
        return null;
    }

    /** The one to dial; null when the workload may not. */
    private @Nullable InetAddress address(ProxyRequest request) {
        if (!EgressRule.allows(allowed, request.host(), request.port())) {
            refused.accept(new EgressAttempt(request.host(), request.port(), "not in network.egress"));
            return null;
        }
        try {
            InetAddress[] found = InetAddress.getAllByName(request.host());
            for (InetAddress address : found) {
                boolean opened = networks.stream().anyMatch(network -> network.contains(address));
                if (!opened && !PublicAddress.is(address)) {
                    refused.accept(new EgressAttempt(
                            request.host(), request.port(), address.getHostAddress() + " is not a public address"));
                    return null;
                }
            }
            return found[0];
        } catch (UnknownHostException e) {
            refused.accept(new EgressAttempt(request.host(), request.port(), "there is no such host"));
            return null;
        }
    }

    private static void answer(SocketChannel workload, String status, String why) throws IOException {
        byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\nConnection: close\r\n\r\n";
        write(workload, head.getBytes(StandardCharsets.US_ASCII));
        write(workload, body);
    }

    static void write(SocketChannel to, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }
}
