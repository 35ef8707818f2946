package io.workbenchx.providers.runner;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A workload's way to the workbench: bytes written to this unix socket go to its api, and to nothing else. */
public final class ApiSocket implements AutoCloseable {

    private final GatewaySocket socket;

    private ApiSocket(GatewaySocket socket) {
        this.socket = socket;
    }

    /** Takes the place of the socket of an earlier, dead worker. */
    public static ApiSocket serve(Path path, @Nullable Integer uid, WorkloadSpec.Gateway target) {
        return new ApiSocket(GatewaySocket.serve(path, uid, new ApiDoor(target)));
    }

    @Override
    public void close() {
        socket.close();
    }
}
