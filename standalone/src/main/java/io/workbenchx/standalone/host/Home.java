package io.workbenchx.standalone.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The directory in which one workbench keeps everything it owns. */
public record Home(Path root) {

    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    /** Sandboxed workloads and PostgreSQL run as other users: they pass through these, but cannot list them. */
    private static final Set<PosixFilePermission> TRAVERSABLE = PosixFilePermissions.fromString("rwx--x--x");

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /** What {@code WBX_HOME} says, else {@code /var/lib/workbenchx} for root and {@code ~/.workbenchx} for everyone else. */
    public static Home resolve(Map<String, String> environment) {
        String given = environment.get("WBX_HOME");
        if (given != null && !given.isBlank()) {
            return new Home(Path.of(given));
        }
        return new Home(
                isRoot() ? Path.of("/var/lib/workbenchx") : Path.of(System.getProperty("user.home"), ".workbenchx"));
    }

    /** Whether this process runs as the superuser. */
    public static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Creates what is missing; existing directories keep what an operator made of them, except that secrets and logs stay private. */
    public void prepare() throws IOException {
        create(root, TRAVERSABLE);
        create(postgres(), TRAVERSABLE);
        create(cache(), TRAVERSABLE);
        create(bin(), TRAVERSABLE);
        for (Path directory : List.of(temporal(), logs(), keys())) {
            create(directory, PRIVATE);
            Files.setPosixFilePermissions(directory, PRIVATE);
        }
    }

    private static void create(Path directory, Set<PosixFilePermission> permissions) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, permissions);
        }
    }

    public Path postgres() {
        return root.resolve("postgres");
    }

    public Path temporal() {
        return root.resolve("temporal");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path bin() {
        return root.resolve("bin");
    }

    public Path cache() {
        return root.resolve("cache");
    }

    /** Who runs here, on which ports, and how far it got; see {@code InfraFile}. */
    public Path infraFile() {
        return root.resolve("infra.json");
    }

    public Path lockFile() {
        return root.resolve("lock");
    }
}
