package io.workbenchx.providers.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Objects as files {@code sha256/ab/cdef…} below a folder. An object appears by an atomic rename after its bytes are on disk, so that a
 * process killed at any moment leaves a whole object or none.
 */
final class FileObjectStore implements ObjectStore {

    private final Path root;
    private final Path incoming;

    FileObjectStore(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.incoming = this.root.resolve("incoming");
        try {
            createFolder(this.root);
            createFolder(incoming);
            createFolder(this.root.resolve("sha256"));
            Spool.removeAbandoned(incoming);
        } catch (IOException failure) {
            throw new StoreException("The object store cannot use the folder " + root + ": " + failure, failure);
        }
    }

    @Override
    public StoredObject put(InputStream content, Consumer<StoredObject> admission) {
        try (Spool spool = Spool.write(incoming, content)) {
            admission.accept(spool.object());
            Path target = file(spool.object().sha256());
            Path folder = target.resolveSibling("");
            restrict(spool.file(), "r--------");
            createFolder(folder);
            Files.move(spool.file(), target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folder);
            return spool.object();
        } catch (IOException failure) {
            throw Spool.failed("An object could not be stored in " + root, root, failure);
        }
    }

    @Override
    public InputStream open(String sha256) {
        try {
            return new VerifiedStream(Files.newInputStream(file(sha256)), sha256);
        } catch (NoSuchFileException missing) {
            throw new StoreException.Missing(sha256);
        } catch (IOException failure) {
            throw unreadable(sha256, failure);
        }
    }

    @Override
    public void verify(String sha256) {
        try (InputStream content = open(sha256)) {
            content.skip(Long.MAX_VALUE);
        } catch (IOException failure) {
            throw unreadable(sha256, failure);
        }
    }

    @Override
    public boolean exists(String sha256) {
        return Files.isRegularFile(file(sha256));
    }

    @Override
    public void delete(String sha256) {
        try {
            Files.deleteIfExists(file(sha256));
        } catch (IOException failure) {
            throw new StoreException("The object sha256:" + sha256 + " cannot be deleted: " + failure, failure);
        }
    }

    @Override
    public List<StoredObject> list() {
        Path objects = root.resolve("sha256");
        try (Stream<Path> files = Files.walk(objects, 2)) {
            return files.map(objects::relativize)
                    .filter(name -> name.getNameCount() == 2)
                    .map(name -> name.getName(0).toString() + name.getName(1))
                    .filter(Sha256::valid)
                    .sorted()
                    .map(digest ->
                            new StoredObject(digest, file(digest).toFile().length()))
                    .toList();
        } catch (IOException | UncheckedIOException failure) {
            throw new StoreException("The object store in " + root + " cannot be listed: " + failure, failure);
        }
    }

    /** Files have no address: the workbench itself hands them out. */
    @Override
    public Optional<URI> link(String sha256, String disposition, Duration validity) {
        return Optional.empty();
    }

    @Override
    public void removeAbandoned() {
        try {
            Spool.removeAbandoned(incoming);
        } catch (IOException failure) {
            throw new StoreException("Dead uploads cannot be removed from " + incoming + ": " + failure, failure);
        }
    }

    private Path file(String sha256) {
        return root.resolve(Sha256.path(sha256));
    }

    private static StoreException unreadable(String sha256, IOException failure) {
        return new StoreException("The object sha256:" + sha256 + " cannot be read: " + failure, failure);
    }

    private static void createFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        restrict(folder, "rwx------");
        sync(folder.resolveSibling(""));
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** A rename is durable only when its folder is. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
