package io.workbenchx.providers.environment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets one build of an environment happen at a time, among the threads and the processes of this host. The kernel frees it on death. */
final class BuildLock implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;

    private final FileChannel channel;

    private BuildLock(FileChannel channel) {
        this.channel = channel;
    }

    static BuildLock take(Path file, Consumer<String> progress) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            boolean told = false;
            while (tryLock(channel) == null) {
                if (!told) {
                    progress.accept("Another build of the same environment is under way: waiting for it.");
                    told = true;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return new BuildLock(channel);
        } catch (InterruptedException interrupted) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new EnvironmentException("Waiting for another build was stopped.", interrupted);
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
