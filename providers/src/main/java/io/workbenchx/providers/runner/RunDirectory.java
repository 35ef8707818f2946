package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Where a workload has its files. The name is short, because a unix socket's path has at most 107 bytes, and tells run, name and attempt:
 * a run is told by the last 12 digits of its id, which are random (the first ones are the clock).
 */
record RunDirectory(Path path) {

    /** Longest path a unix socket can have, without the closing zero. */
    static final int SOCKET_PATH_BYTES = 107;

    static RunDirectory of(Path runs, UUID runId, String name, int attempt) {
        return new RunDirectory(runs.resolve(prefix(runId, name) + attempt));
    }

    static RunDirectory of(Path runs, WorkloadHandle handle) {
        RunDirectory directory = of(runs, handle.runId(), handle.name(), handle.attempt());
        if (!directory.path.toString().equals(handle.directory())) {
            throw new RunnerException(
                    "workload " + handle.directory() + " is not in this runner's directory " + runs, null);
        }
        return directory;
    }

    /** The latest attempt that was started. */
    static Optional<RunDirectory> latest(Path runs, UUID runId, String name) {
        String prefix = prefix(runId, name);
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                runs, path -> attempt(path, prefix) > 0 && Files.exists(new RunDirectory(path).process()))) {
            return StreamSupport.stream(found.spliterator(), false)
                    .max(Comparator.comparingInt(path -> attempt(path, prefix)))
                    .map(RunDirectory::new);
        } catch (IOException e) {
            throw new RunnerException("cannot list " + runs, e);
        }
    }

    /** All that adopters can know about, started or not. */
    static List<RunDirectory> all(Path runs) {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(runs, path -> Files.exists(new RunDirectory(path).record()))) {
            return StreamSupport.stream(found.spliterator(), false)
                    .map(RunDirectory::new)
                    .toList();
        } catch (IOException e) {
            throw new RunnerException("cannot list " + runs, e);
        }
    }

    /** Those of launches that were cut short: no adopter knows of them. */
    static List<RunDirectory> unfinished(Path runs, Instant before) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(
                runs,
                path -> Files.isDirectory(path)
                        && !Files.exists(new RunDirectory(path).record())
                        && Files.getLastModifiedTime(path).toInstant().isBefore(before))) {
            return StreamSupport.stream(found.spliterator(), false)
                    .map(RunDirectory::new)
                    .toList();
        } catch (IOException e) {
            throw new RunnerException("cannot list " + runs, e);
        }
    }

    private static String prefix(UUID runId, String name) {
        return runId.toString().substring(24) + "-" + name + "-";
    }

    /** Zero for directories of other workloads. */
    private static int attempt(Path path, String prefix) {
        String name = String.valueOf(path.getFileName());
        String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
        return rest.matches("[0-9]{1,9}") ? Integer.parseInt(rest) : 0;
    }

    /** Held while it is being started or removed. Few files that are shared and never deleted: a deleted one would lock nobody out. */
    Path startLock() {
        return path.resolveSibling(".lock-" + Math.floorMod(name().hashCode(), 64));
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** {@link LaunchRecord}: what adopters must know. */
    Path record() {
        return path.resolve("workload.json");
    }

    Path attestation() {
        return path.resolve("attestation.json");
    }

    /** Who the shim is; its existence means that the workload was started. */
    Path process() {
        return path.resolve("pid.json");
    }

    /** What bubblewrap tells about its child. */
    Path sandboxStatus() {
        return path.resolve("status.json");
    }

    /** How it ended, by the shim. */
    Path exit() {
        return path.resolve("exit");
    }

    /** CPU and memory used so far, by the shim. */
    Path usage() {
        return path.resolve("usage");
    }

    /** Process id of the shim's child that holds the workload. */
    Path launcher() {
        return path.resolve("launcher");
    }

    /** Says why the launch was refused inside the shim. */
    Path refused() {
        return path.resolve("refused");
    }

    /** Exists once {@link Runner#stop} was called. */
    Path stopped() {
        return path.resolve("stop");
    }

    Path log() {
        return path.resolve("log");
    }

    Path shimLog() {
        return path.resolve("shim.log");
    }

    /** Holds all that the workload may write; a file system of its own where the host can. */
    Path disk() {
        return path.resolve("fs");
    }

    Path diskImage() {
        return path.resolve("fs.img");
    }

    /** The workload's own directory, {@code /work} inside. */
    Path workspace() {
        return disk().resolve("work");
    }

    /** Stands in for {@code /tmp} where there is no sandbox. */
    Path temporary() {
        return disk().resolve("tmp");
    }

    /** Owned by the workload, {@code /run/wbx} inside. */
    Path sockets() {
        return disk().resolve("io");
    }

    Path serviceSocket() {
        return sockets().resolve("service.sock");
    }

    /** Owned by the runner, so that the workload cannot put anything in the place of the socket. */
    Path gateway() {
        return path.resolve("gw");
    }

    Path apiSocket() {
        return gateway().resolve("api.sock");
    }

    Path egressSocket() {
        return gateway().resolve("egress.sock");
    }
}
