package io.workbenchx.providers.runner;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file system of its own for what a workload writes: a sparse file of limited size, mounted where the workload's directories are. The
 * kernel refuses what does not fit, bytes and files; nothing has to be looked for.
 */
final class LoopDisk {

    private static final long BYTES_PER_FILE = 16 << 10;
    private static final long FEWEST_FILES = 2048;
    private static final long INODE_BYTES = 256;
    /** The file system's own tables, and what it keeps for them. */
    private static final long OWN_BYTES = 2L << 20;

    private static final long LARGEST_WRITE = 2L << 20;

    private LoopDisk() {}

    /** Whether this process may make one; found out by making one. */
    static boolean works() {
        if (ProcessTable.ownUid() != 0
                || Stream.of("mkfs.ext4", "mount", "umount")
                        .anyMatch(tool -> HostCommand.find(tool).isEmpty())) {
            return false;
        }
        try {
            Path trial = Files.createTempDirectory("wbx-disk");
            try {
                Path point = Files.createDirectory(trial.resolve("point"));
                boolean made =
                        tryMount(trial.resolve("image"), point, OWN_BYTES).code() == 0;
                return made
                        && HostCommand.run(List.of("umount", point.toString())).code() == 0;
            } finally {
                HostCommand.require(List.of("rm", "-rf", "--one-file-system", "--", trial.toString()));
            }
        } catch (IOException e) {
            throw new RunnerException("cannot find out whether loop devices work", e);
        }
    }

    /** Makes room for so many bytes at {@code point}, which must exist and be empty; the image is needed for a moment only. */
    static void mount(Path image, Path point, long bytes) throws IOException {
        try {
            HostCommand.Result result = tryMount(image, point, bytes);
            if (result.code() != 0) {
                throw new RunnerException("cannot mount a disk at " + point + ": " + result.output(), null);
            }
        } finally {
            // The mount keeps it, without a name: so it is gone with the mount, or with the host.
            Files.deleteIfExists(image);
        }
    }

    private static HostCommand.Result tryMount(Path image, Path point, long bytes) {
        long files = Math.max(FEWEST_FILES, bytes / BYTES_PER_FILE);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            // The kernel keeps a fiftieth for itself.
            file.setLength(bytes + bytes / 32 + margin(bytes) + files * INODE_BYTES + OWN_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + image, e);
        }
        List<String> make =
                new ArrayList<>(List.of("mkfs.ext4", "-q", "-F", "-O", "^has_journal", "-m", "0", "-b", "4096"));
        make.addAll(List.of("-I", Long.toString(INODE_BYTES), "-N", Long.toString(files)));
        make.addAll(List.of("-E", "lazy_itable_init=1,nodiscard", image.toString()));
        HostCommand.Result made = HostCommand.run(make);
        return made.code() != 0
                ? made
                : HostCommand.run(
                        List.of("mount", "-o", "loop,nosuid,nodev,discard", image.toString(), point.toString()));
    }

    /** Free bytes that do not help any more: the kernel refuses a large write as a whole, not the part of it that does not fit. */
    static long margin(long bytes) {
        return Math.min(bytes / 8, LARGEST_WRITE);
    }

    /** Does nothing where nothing is mounted. */
    static void unmount(Path point) {
        boolean gone = Waiting.within(
                Waiting.DEADLINE,
                point + " to be unmounted",
                () -> !mounted(point)
                        || HostCommand.run(List.of("umount", point.toString())).code() == 0);
        if (!gone) {
            throw new RunnerException(point + " is in use by somebody and cannot be unmounted", null);
        }
    }

    private static boolean mounted(Path point) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return mounts.anyMatch(line -> line.split(" ")[4].equals(point.toString()));
        } catch (IOException e) {
            throw new RunnerException("cannot see what is mounted", e);
        }
    }
}
