package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease on a workload of this host: numbered files, of which the holder of the latest has the kernel's lock and renews the time beside
 * it. When the holder dies the lock is free at once. When it stands still, as a stopped process does, the next one takes the next number
 * after a while; and the holder, when it goes on, sees that its time is up before it does anything else.
 */
final class WatchLease implements WorkloadLease {

    private static final Logger log = LoggerFactory.getLogger(WatchLease.class);
    private static final Duration TERM = Duration.ofSeconds(20);
    /** The holder gives up before anybody else may begin. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private static final Duration RENEW_EVERY = Duration.ofSeconds(4);
    private static final String PREFIX = "lease.";

    private final RunDirectory directory;
    private final long number;
    private final FileLease lock;
    private final ScheduledFuture<?> renewing;
    private volatile long renewed;

    private WatchLease(RunDirectory directory, long number, FileLease lock, ScheduledExecutorService timer) {
        this.directory = directory;
        this.number = number;
        this.lock = lock;
        renew();
        renewing = timer.scheduleWithFixedDelay(
                this::renewInTime, RENEW_EVERY.toMillis(), RENEW_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * @throws LeaseLostException when somebody has it who is alive
     */
    static WatchLease take(RunDirectory directory, ScheduledExecutorService timer) {
        try (FileLease nobodyElseTakes = FileLease.take(directory.startLock())) {
            List<Long> numbers = numbers(directory);
            long latest = numbers.isEmpty() ? 0 : numbers.get(numbers.size() - 1);
            if (latest > 0) {
                Optional<FileLease> free = FileLease.tryTake(file(directory, latest));
                free.ifPresent(FileLease::close);
                if (free.isEmpty() && ProcessTable.uptimeMillis() - renewed(directory, latest) <= TERM.toMillis()) {
                    throw new LeaseLostException(
                            "workload " + directory.name() + " is watched by another process of this host");
                }
            }
            FileLease lock = FileLease.tryTake(file(directory, latest + 1))
                    .orElseThrow(() -> new LeaseLostException("the lease on " + directory.name() + " is taken"));
            return new WatchLease(directory, latest + 1, lock, timer);
        }
    }

    @Override
    public long fence() {
        return number;
    }

    @Override
    public void check() {
        List<Long> numbers = numbers(directory);
        if (!inTime() || numbers.isEmpty() || numbers.get(numbers.size() - 1) != number) {
            throw new LeaseLostException("the lease on workload " + directory.name()
                    + " is lost: its holder did not get to renew it in time. Whoever takes it next goes on");
        }
    }

    boolean held() {
        try {
            check();
            return true;
        } catch (LeaseLostException e) {
            return false;
        }
    }

    @Override
    public void close() {
        renewing.cancel(false);
        lock.close();
    }

    private boolean inTime() {
        return ProcessTable.uptimeMillis() - renewed < TERM.minus(MARGIN).toMillis();
    }

    /** What was lost once is never taken back. */
    private void renewInTime() {
        if (inTime()) {
            renew();
        } else {
            renewing.cancel(false);
        }
    }

    private void renew() {
        long now = ProcessTable.uptimeMillis();
        try {
            // Not the locked file: closing any descriptor of that one would give up the lock.
            Files.writeString(time(directory, number), Long.toString(now));
            renewed = now;
        } catch (IOException e) {
            log.warn("The lease on {} cannot be renewed now: {}", directory.name(), e.toString());
        }
    }

    private static long renewed(RunDirectory directory, long number) {
        try {
            String text = Files.readString(time(directory, number), StandardCharsets.US_ASCII);
            return text.isEmpty() ? ProcessTable.uptimeMillis() : Long.parseLong(text);
        } catch (NoSuchFileException e) {
            return ProcessTable.uptimeMillis(); // just being taken
        } catch (IOException e) {
            throw new RunnerException("cannot read who watches " + directory.name(), e);
        }
    }

    private static Path file(RunDirectory directory, long number) {
        return directory.path().resolve(PREFIX + number);
    }

    private static Path time(RunDirectory directory, long number) {
        return directory.path().resolve("renewed." + number);
    }

    private static List<Long> numbers(RunDirectory directory) {
        try (Stream<Path> files = Files.list(directory.path())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("lease\\.[0-9]{1,18}"))
                    .map(name -> Long.valueOf(name.substring(PREFIX.length())))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new RunnerException("cannot list " + directory.path(), e);
        }
    }
}
