package io.workbenchx.standalone.host;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one server alive: when its process dies without having been told to, it is started again, ever more slowly. */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    /** A server that lived this long was healthy: its next death starts with the shortest pause again. */
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    /** Starts the server and returns when it answers. */
    @FunctionalInterface
    public interface Launch {
        Process start() throws IOException;
    }

    /** Asks the server to end and returns when it has. */
    @FunctionalInterface
    public interface Stop {
        void stop(ProcessHandle process) throws IOException;
    }

    private final String name;
    private final Launch launch;
    private final Stop stop;
    private final LongConsumer onRestart;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread watcher;
    private volatile @Nullable Process process;

    /** Nothing runs before {@link #start}; {@code onRestart} hears the pid of each successor. */
    public Supervisor(String name, Launch launch, Stop stop, LongConsumer onRestart) {
        this.name = name;
        this.launch = launch;
        this.stop = stop;
        this.onRestart = onRestart;
        this.watcher = new Thread(this::watch, name + "-supervisor");
        watcher.setDaemon(true);
    }

    /** Starts the server; the first start may fail, from then on it is kept alive. */
    public Supervisor start() throws IOException {
        process = launch.start();
        watcher.start();
        return this;
    }

    /** The pid of the present process; 0 before the first start. */
    public long pid() {
        Process current = process;
        return current == null ? 0 : current.pid();
    }

    private void watch() {
        Duration pause = FIRST_PAUSE;
        try {
            while (true) {
                Process current = process;
                if (current == null) {
                    return;
                }
                long began = System.nanoTime();
                int code = current.waitFor();
                boolean healthy = System.nanoTime() - began > HEALTHY.toNanos();
                pause = restart(code, healthy ? FIRST_PAUSE : pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until it works or the supervisor is closed; returns the pause to begin with the next time. */
    private Duration restart(int code, Duration firstPause) throws InterruptedException {
        Duration pause = firstPause;
        while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("{} ended with code {}: starting it again.", name, code);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            try {
                Process successor = launch.start();
                process = successor;
                onRestart.accept(successor.pid());
                LOG.info("{} runs again, pid {}.", name, successor.pid());
                return pause;
            } catch (IOException | HostException failure) {
                LOG.warn("{} could not be started again, next try in {} ms.", name, pause.toMillis(), failure);
            }
        }
        throw new InterruptedException(name + " is being stopped");
    }

    /** Stops watching and leaves the process as it is. */
    public void abandon() {
        closing.countDown();
        watcher.interrupt();
        try {
            watcher.join(TimeUnit.SECONDS.toMillis(30));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        abandon();
        Process current = process;
        if (current != null) {
            stop.stop(current.toHandle());
        }
    }
}
