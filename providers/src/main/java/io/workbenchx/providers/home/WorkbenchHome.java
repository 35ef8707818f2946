package io.workbenchx.providers.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the workbench on this host. What lies in it is for the workbench alone, except where a workload's own user has to pass
 * through: those folders are made with {@link #traversable}.
 */
public record WorkbenchHome(Path root) {

    public WorkbenchHome {
        root = root.toAbsolutePath().normalize();
    }

    /** The place named, else {@code WBX_HOME}, else {@code /var/lib/workbenchx} for root and {@code ~/.workbenchx} for anybody else. */
    public static WorkbenchHome of(@Nullable String configured) {
        String chosen = configured == null || configured.isBlank() ? System.getenv("WBX_HOME") : configured;
        if (chosen != null && !chosen.isBlank()) {
            return new WorkbenchHome(Path.of(chosen));
        }
        return new WorkbenchHome(
                "root".equals(System.getProperty("user.name"))
                        ? Path.of("/var/lib/workbenchx")
                        : Path.of(System.getProperty("user.home"), ".workbenchx"));
    }

    /** A folder below home for the workbench alone, made when missing. */
    public Path confidential(String name) {
        return folder(name, "rwx------");
    }

    /** A folder below home that other users may pass through but not list, made when missing. */
    public Path traversable(String name) {
        return folder(name, "rwx--x--x");
    }

    private Path folder(String name, String permissions) {
        Path folder = root.resolve(name).normalize();
        if (!folder.startsWith(root)) {
            throw new IllegalArgumentException(name + " is not below " + root);
        }
        try {
            open(root);
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(permissions));
            }
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException("The folder " + folder + " of the workbench cannot be used.", failure);
        }
    }

    /** Home itself must let workloads through to the folders meant for them. */
    private static void open(Path root) throws IOException {
        Files.createDirectories(root);
        if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(root);
            if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)
                    | permissions.add(PosixFilePermission.GROUP_EXECUTE)) {
                Files.setPosixFilePermissions(root, permissions);
            }
        }
    }
}
