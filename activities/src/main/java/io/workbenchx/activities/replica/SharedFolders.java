package io.workbenchx.activities.replica;

import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Folders named after the digest of what is in them, shared by all replicas of a host and read-only to them. A folder appears complete or
 * not at all, whoever else makes the same one.
 */
public final class SharedFolders {

    private final Path root;

    public SharedFolders(WorkbenchHome home, String name) {
        this.root = home.traversable("cache").resolve(name);
    }

    /** Fills a folder that is not yet visible. */
    public interface Filling {
        void into(Folder folder) throws IOException;
    }

    /** A folder being filled. */
    public static final class Folder {
        private final Path path;

        private Folder(Path path) {
            this.path = path;
        }

        /** Where somebody else puts what everybody may read. */
        public Path inside(String name) {
            return path.resolve(name);
        }

        /**
         * @param name relative; must stay inside
         */
        public void put(String name, InputStream content) throws IOException {
            Path file = path.resolve(name).normalize();
            if (!file.startsWith(path) || file.equals(path)) {
                throw new IOException(name + " is not a name inside a folder");
            }
            readable(Files.createDirectories(file.getParent()), "rwxr-xr-x");
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            readable(file, "r--r--r--");
        }
    }

    /** The folder of this digest, filled if it is not there. */
    public Path provide(String digest, Filling filling) {
        Path folder = root.resolve(digest);
        try {
            if (Files.isDirectory(folder)) {
                return folder;
            }
            readable(Files.createDirectories(root), "rwxr-xr-x");
            Path arriving = readable(Files.createTempDirectory(root, "arriving-"), "rwxr-xr-x");
            try {
                filling.into(new Folder(arriving));
                publish(arriving, folder);
            } finally {
                remove(arriving);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + folder, e);
        }
    }

    /** Makes way for a fresh one. */
    public void discard(String digest) {
        try {
            Path folder = root.resolve(digest);
            if (Files.exists(folder)) {
                Path leaving = Files.createTempDirectory(root, "leaving-");
                Files.move(folder, leaving.resolve("folder"), StandardCopyOption.ATOMIC_MOVE);
                remove(leaving);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + root.resolve(digest), e);
        }
    }

    private static void publish(Path arriving, Path folder) throws IOException {
        try {
            Files.move(arriving, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException occupied) {
            // Another replica may have been faster, with the same content.
            if (!Files.isDirectory(folder)) {
                throw occupied;
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Path readable(Path path, String permissions) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
