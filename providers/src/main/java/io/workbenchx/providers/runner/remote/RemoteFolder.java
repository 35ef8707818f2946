package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.FileLease;
import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.LaunchFiles;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.OutputSpool;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.runner.WorkloadLog;
import io.workbenchx.providers.runner.WorkloadStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;

/** What this host keeps about a workload that runs elsewhere: its attestation, a copy of its output, and its end. */
record RemoteFolder(Path path, RunnerProperties properties) {

    static RemoteFolder of(Path root, WorkloadHandle handle, RunnerProperties properties) {
        Path path = root.resolve(RemoteNames.of(handle));
        try {
            LaunchFiles.passable(path);
        } catch (IOException e) {
            throw new RunnerException("cannot make " + path, e);
        }
        return new RemoteFolder(path, properties);
    }

    WorkloadLease adopt() {
        FileLease lease = FileLease.tryTake(path.resolve("watch.lease"))
                .orElseThrow(() ->
                        new RunnerException(path.getFileName() + " is watched by another process of this host", null));
        return lease::close;
    }

    void attest(Attestation attestation) {
        write("attestation.json", attestation);
    }

    Attestation attestation() {
        return read("attestation.json", Attestation.class)
                .orElseThrow(() -> new RunnerException(path.getFileName() + " was not started by this host", null));
    }

    /** Kept because the other side forgets. */
    void end(WorkloadStatus status) {
        write("end.json", status);
    }

    Optional<WorkloadStatus> end() {
        return read("end.json", WorkloadStatus.class);
    }

    private void write(String name, Object value) {
        try {
            LaunchFiles.write(path.resolve(name), RemoteApi.JSON.writeValueAsBytes(value), "rw-------");
        } catch (IOException e) {
            throw new RunnerException("cannot write " + path.resolve(name), e);
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        Path file = path.resolve(name);
        try {
            return Files.exists(file)
                    ? Optional.of(RemoteApi.JSON.readValue(Files.readAllBytes(file), type))
                    : Optional.empty();
        } catch (IOException | JacksonException e) {
            throw new RunnerException("cannot read " + file, e);
        }
    }

    LogChunk readLog(long offset, int maxBytes) {
        return new WorkloadLog(output(), properties.logSegment().toBytes()).read(offset, maxBytes);
    }

    private Path output() {
        Path output = path.resolve("log");
        try {
            return Files.createDirectories(output);
        } catch (IOException e) {
            throw new RunnerException("cannot make " + output, e);
        }
    }

    /** Copies what is new in a stream that tells the output from its beginning; one at a time, and the others need not wait. */
    void copy(Supplier<InputStream> source) {
        Optional<FileLease> taken = FileLease.tryTake(path.resolve("log.lease"));
        if (taken.isEmpty()) {
            return;
        }
        try (FileLease lease = taken.get();
                InputStream stream = source.get()) {
            OutputSpool spool = OutputSpool.open(
                    output(),
                    properties.logSegment().toBytes(),
                    properties.logCap().toBytes());
            stream.skipNBytes(spool.bytes());
            byte[] buffer = new byte[64 << 10];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                spool.append(buffer, read);
            }
        } catch (java.io.EOFException e) {
            // Shorter than what is here: a part of it is not there yet, or not any more.
            return;
        } catch (IOException e) {
            throw new RunnerException("the output of " + path.getFileName() + " broke off: " + e.getMessage(), e);
        }
    }

    void remove() {
        HostCommand.require(List.of("rm", "-rf", "--", path.toString()));
    }
}
