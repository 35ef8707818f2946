package io.workbenchx.api.frontdoor;

import io.workbenchx.control.deployment.Route.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Looks at a service's socket before it is dialled: the workload owns the folder and could have put a link to some other socket of the
 * host there.
 */
final class SocketFile {

    private static final int TYPE = 0xF000;
    private static final int SOCKET = 0xC000;

    private SocketFile() {}

    static boolean genuine(Upstream replica) {
        return genuine(Path.of(replica.socket()), replica.uid());
    }

    static boolean genuine(Path socket, long owner) {
        try {
            Map<String, Object> found = Files.readAttributes(socket, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
            return found.get("mode") instanceof Integer mode
                    && (mode & TYPE) == SOCKET
                    && found.get("uid") instanceof Integer uid
                    && uid == owner;
        } catch (IOException gone) {
            return false;
        }
    }
}
