package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The socket on which a workload listens, in a folder that it can write. */
public final class ServiceSocket {

    /** Bits of a file's mode that tell its type, and their value for sockets. */
    private static final int TYPE = 0xF000;

    private static final int SOCKET = 0xC000;

    private ServiceSocket() {}

    /**
     * The path, once there is a socket.
     *
     * @param owner the workload's user
     * @throws RunnerException when something else is in its place
     */
    public static Optional<Path> of(Path path, int owner) {
        try {
            Map<String, Object> found = Files.readAttributes(path, "unix:mode,uid", LinkOption.NOFOLLOW_LINKS);
            boolean genuine = found.get("mode") instanceof Integer mode
                    && (mode & TYPE) == SOCKET
                    && found.get("uid") instanceof Integer uid
                    && uid == owner;
            if (!genuine) {
                throw new RunnerException(path + " is not a socket of its workload; it must not be used", null);
            }
            return Optional.of(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new RunnerException("cannot look at " + path, e);
        }
    }
}
