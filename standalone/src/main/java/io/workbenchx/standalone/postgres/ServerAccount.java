package io.workbenchx.standalone.postgres;

import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs: it refuses to be root. Where we are root it gets a user id of its own, so that not even a superuser of the
 * database could read root's files; where that user could not reach the data, an unprivileged user namespace has to do.
 */
sealed interface ServerAccount {

    /** In the range that Linux distributions leave unused, and without a name. */
    int DEDICATED_UID = 61033;

    /** The words to put before {@code postgres}. */
    List<String> prefix();

    /** The words to put before {@code initdb}, which in addition wants its user to have a name. */
    List<String> initPrefix();

    /** Makes the directory usable for {@code initdb}. */
    void beforeInit(Path directory) throws IOException;

    /** Hands the finished data directory to the server's user. */
    void afterInit(Path directory) throws IOException;

    /** The account that fits this machine and, when there is one, the existing data directory. */
    static ServerAccount choose(Path directory, Path data) throws IOException {
        if (!Home.isRoot()) {
            return new Myself();
        }
        boolean ownedByRoot =
                Files.exists(data) && (Integer) Files.getAttribute(data, "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0;
        boolean setpriv = Programs.find("setpriv", System.getenv()).isPresent();
        if (setpriv && !ownedByRoot && othersReach(directory)) {
            return new Dedicated();
        }
        List<String> probe = List.of("unshare", "-U", "true");
        if (Programs.find("unshare", System.getenv()).isPresent()
                && Programs.run(probe, Map.of("PATH", path()), Duration.ofSeconds(10))
                        .ok()) {
            return new Namespace();
        }
        throw new HostException(
                "PostgreSQL does not run as root, and here is no way to another user (setpriv and a home that"
                        + " others may pass through, or unprivileged user namespaces): start the workbench as an ordinary user.");
    }

    private static boolean othersReach(Path directory) throws IOException {
        for (Path step = directory; step != null; step = step.getParent()) {
            if (!Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    private static String path() {
        return System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    }

    /** An ordinary user started the workbench. */
    record Myself() implements ServerAccount {
        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public List<String> initPrefix() {
            return List.of();
        }

        @Override
        public void beforeInit(Path directory) {
            // It is ours already.
        }

        @Override
        public void afterInit(Path directory) {
            // It stays ours.
        }
    }

    /** Root, in a user namespace in which nobody is root. */
    record Namespace() implements ServerAccount {
        @Override
        public List<String> prefix() {
            return List.of("unshare", "-U");
        }

        @Override
        public List<String> initPrefix() {
            return prefix();
        }

        @Override
        public void beforeInit(Path directory) {
            // Root's files are the namespace's own.
        }

        @Override
        public void afterInit(Path directory) {
            // As before.
        }
    }

    /** Root, dropped to a user id of its own. */
    record Dedicated() implements ServerAccount {
        @Override
        public List<String> prefix() {
            return drop(Integer.toString(DEDICATED_UID));
        }

        @Override
        public List<String> initPrefix() {
            return drop("65534");
        }

        private static List<String> drop(String user) {
            return List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs", "--");
        }

        @Override
        public void beforeInit(Path directory) throws IOException {
            own(directory, 65534);
        }

        @Override
        public void afterInit(Path directory) throws IOException {
            own(directory, DEDICATED_UID);
        }

        private static void own(Path directory, int uid) throws IOException {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path : (Iterable<Path>) tree::iterator) {
                    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
                    Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
                }
            }
        }
    }
}
