package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A lock that one process of the host can hold; the kernel frees it when that process dies. */
public final class FileLease implements AutoCloseable {

    /**
     * Files locked by this JVM. A POSIX lock belongs to the process, and closing any descriptor of the file gives it up: so nobody in this
     * JVM may even open a file that is held, whichever runner he uses.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FileLease(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Empty when another process, or another part of this one, has it. */
    public static Optional<FileLease> tryTake(Path path) {
        Path file = path.toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<FileLease> lease = Optional.empty();
        try {
            lease = lock(file);
            return lease;
        } catch (IOException e) {
            throw new RunnerException("cannot lock " + file, e);
        } finally {
            if (lease.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<FileLease> lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            return Optional.empty();
        }
        return Optional.of(new FileLease(file, channel));
    }

    /** Waits for it. */
    public static FileLease take(Path file) {
        return Waiting.until("the lock on " + file, () -> tryTake(file).orElse(null));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RunnerException("cannot unlock " + file, e);
        } finally {
            HELD.remove(file);
        }
    }
}
