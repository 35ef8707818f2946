package io.workbenchx.providers.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The folders of environments on this host, each named by its digest beside its lock file, whose time says when the environment was last
 * asked for. Whoever asks takes the lock for a moment first, and whoever removes holds it: nobody is handed a folder that is about to go.
 */
final class EnvironmentFolders implements EnvironmentShelf {

    private static final String DIGEST = "[0-9a-f]{64}";

    private final Path root;

    EnvironmentFolders(Path root) {
        this.root = root;
    }

    Path of(BuildKey key) {
        return root.resolve(key.folder());
    }

    /** A folder that nobody sees until it is renamed. */
    Path unfinished(BuildKey key) {
        return root.resolve("." + key.folder() + "-" + UUID.randomUUID());
    }

    BuildLock lock(BuildKey key, Consumer<String> progress) throws IOException {
        return BuildLock.take(lockFile(key.folder()), progress);
    }

    /** Says that the environment is wanted. */
    void use(BuildKey key, Consumer<String> progress) {
        try (BuildLock held = lock(key, progress)) {
            Files.setLastModifiedTime(lockFile(key.folder()), FileTime.from(Instant.now()));
        } catch (IOException failure) {
            throw new EnvironmentException(
                    "The environment " + key.digest() + " cannot be used in " + root + ": " + failure, failure);
        }
    }

    @Override
    public List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                if (name.matches(DIGEST)) {
                    kept.add(new Kept("sha256:" + name, size(folder), lastUsed(name)));
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot look into " + root, failure);
        }
        return kept;
    }

    @Override
    public boolean remove(Kept environment, Instant unusedSince) {
        String name = environment.digest().substring("sha256:".length());
        Path leaving = root.resolve("." + name + "-" + UUID.randomUUID());
        try {
            try (BuildLock held = BuildLock.take(lockFile(name), line -> {})) {
                if (!lastUsed(name).isBefore(unusedSince)) {
                    return false;
                }
                Files.move(root.resolve(name), leaving, StandardCopyOption.ATOMIC_MOVE);
            }
            Folders.delete(leaving);
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot remove the environment " + environment.digest(), failure);
        }
    }

    private Path lockFile(String name) {
        return root.resolve("." + name + ".lock");
    }

    private Instant lastUsed(String name) throws IOException {
        Path lock = lockFile(name);
        return Files.getLastModifiedTime(Files.exists(lock) ? lock : root.resolve(name))
                .toInstant();
    }

    private static long size(Path folder) throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path gone, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }
}
