package io.workbenchx.providers.runner.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.CpuStatsConfig;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.transport.DockerHttpClient;
import io.workbenchx.providers.runner.FileLease;
import io.workbenchx.providers.runner.OutputSpool;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what the daemon tells about a container, by two streams: its output, without loss or repetition, and what it uses. One process
 * of the host does it for a container; when that one dies, the next that looks goes on.
 */
final class ContainerOutput implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(ContainerOutput.class);

    private final ContainerDirectory directory;
    private final FileLease lease;
    private final OutputSpool spool;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Samples samples = new Samples();
    private volatile boolean failed;
    private volatile boolean closed;
    private volatile DockerHttpClient.@Nullable Response logs;

    private ContainerOutput(ContainerDirectory directory, FileLease lease, OutputSpool spool) {
        this.directory = directory;
        this.lease = lease;
        this.spool = spool;
    }

    /** Empty when another process does it, or all is written down. */
    static Optional<ContainerOutput> follow(
            Daemon daemon, ContainerDirectory directory, String container, long segmentBytes, long capBytes) {
        if (complete(directory)) {
            return Optional.empty();
        }
        return FileLease.tryTake(directory.outputLease()).map(lease -> {
            OutputSpool spool = OutputSpool.open(directory.output(), segmentBytes, capBytes);
            ContainerOutput output = new ContainerOutput(directory, lease, spool);
            output.read(daemon, container);
            daemon.streams().statsCmd(container).exec(output.samples);
            return output;
        });
    }

    private void read(Daemon daemon, String container) {
        Instant since = spool.since();
        String path = "/containers/" + container + "/logs?follow=true&stdout=true&stderr=true&timestamps=true&since="
                + since.getEpochSecond() + "." + String.format("%09d", since.getNano());
        Thread reader = new Thread(
                () -> {
                    try (DockerHttpClient.Response response = daemon.stream(path)) {
                        logs = response;
                        LogFrames.copy(response.getBody(), spool);
                        // A stream ends like this with its container only.
                        Files.write(directory.output().resolve("complete"), new byte[0]);
                    } catch (IOException | RuntimeException e) {
                        if (!closed) {
                            log.warn("the output of {} broke off: {}", container, e.toString());
                        }
                        failed = true;
                    } finally {
                        ended.countDown();
                    }
                },
                "output-" + container);
        reader.setDaemon(true);
        reader.start();
    }

    /** Whether all output of a container that has ended is written down. */
    static boolean complete(ContainerDirectory directory) {
        return Files.exists(directory.output().resolve("complete"));
    }

    /** To be called when the container has ended. */
    void awaitEnd() {
        try {
            if (!ended.await(60, TimeUnit.SECONDS) || failed) {
                throw new RunnerException("the output of " + directory.container() + " did not come to its end", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while reading the output of " + directory.container(), e);
        }
    }

    /** Broken streams are opened again by the next one who asks. */
    boolean broken() {
        return failed;
    }

    @Override
    public void close() {
        closed = true;
        samples.stop();
        DockerHttpClient.Response response = logs;
        if (response != null) {
            response.close();
        }
        try {
            // Nobody may write into the output while another one has the lease.
            if (!ended.await(60, TimeUnit.SECONDS)) {
                throw new RunnerException("the stream of " + directory.container() + " cannot be closed", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while closing the stream of " + directory.container(), e);
        }
        lease.close();
    }

    /** What a container used, as last written down. */
    static Usage usage(ContainerDirectory directory) {
        try {
            String[] words = Files.readString(directory.usage()).split(" ");
            return new Usage(Long.parseLong(words[0]) / 1e9, Long.parseLong(words[1]));
        } catch (java.nio.file.NoSuchFileException e) {
            return Usage.NONE;
        } catch (IOException e) {
            throw new RunnerException("cannot read " + directory.usage(), e);
        }
    }

    /** About one a second; those of a container that has ended are empty. */
    private final class Samples implements ResultCallback<Statistics> {
        private volatile @Nullable Closeable connection;
        private long cpuNanos;
        private long peak;

        @Override
        public void onNext(Statistics sample) {
            CpuStatsConfig cpu = sample.getCpuStats();
            Long total = cpu == null || cpu.getCpuUsage() == null
                    ? null
                    : cpu.getCpuUsage().getTotalUsage();
            MemoryStatsConfig memory = sample.getMemoryStats();
            cpuNanos = Math.max(cpuNanos, Objects.requireNonNullElse(total, 0L));
            if (memory != null) {
                peak = Math.max(peak, Objects.requireNonNullElse(memory.getUsage(), 0L));
                peak = Math.max(peak, Objects.requireNonNullElse(memory.getMaxUsage(), 0L));
            }
            try {
                Path fresh = directory.path().resolve("usage.new");
                Files.writeString(fresh, cpuNanos + " " + peak + " ");
                Files.move(fresh, directory.usage(), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                log.warn("cannot write down what {} uses: {}", directory.container(), e.toString());
            }
        }

        @Override
        public void onStart(Closeable opened) {
            connection = opened;
            Usage before = usage(directory);
            cpuNanos = (long) (before.cpuSeconds() * 1e9);
            peak = before.peakMemoryBytes();
        }

        @Override
        public void onError(Throwable problem) {
            log.debug("no more figures of {}: {}", directory.container(), problem.toString());
        }

        @Override
        public void onComplete() {}

        @Override
        public void close() {}

        void stop() {
            Closeable opened = connection;
            try {
                if (opened != null) {
                    opened.close();
                }
            } catch (IOException e) {
                log.debug("closing a stream: {}", e.toString());
            }
        }
    }
}
