package io.workbenchx.providers.runner;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Leads to the workbench's api, and to nothing else. */
record ApiDoor(WorkloadSpec.Gateway target) implements GatewaySocket.Door {

    /** How long a connection is held while the api is being restarted. */
    private static final Duration HOLD = Duration.ofSeconds(60);

    @Override
    public SocketChannel connect(SocketChannel workload, BooleanSupplier open)
            throws IOException, InterruptedException {
        long giveUp = System.nanoTime() + HOLD.toNanos();
        while (true) {
            try {
                return SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
            } catch (ConnectException e) {
                if (System.nanoTime() > giveUp || !open.getAsBoolean()) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }
}
