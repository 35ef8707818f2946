package io.workbenchx.providers.runner;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Users of the host that exist for one workload each, so that no workload can touch another or anything else of the host, even where
 * namespaces fail. They have no entry in /etc/passwd.
 *
 * @param first of the range
 * @param count of the range
 */
record UserIds(int first, int count) {

    /** Above what distributions, containers and systemd give out, below what does not fit in 31 bits. */
    private static final UserIds USUAL = new UserIds(1_879_048_192, 1 << 27);

    /** The usual range; in a user namespace that lacks it the upper half of what it has. */
    static UserIds ofHost() throws IOException {
        UserIds best = null;
        for (String line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
            String[] words = line.strip().split("\\s+");
            long start = Long.parseLong(words[0]);
            long length = Long.parseLong(words[2]);
            if (start <= USUAL.first && start + length >= (long) USUAL.first + USUAL.count) {
                return USUAL;
            }
            if (best == null || length / 2 > best.count) {
                best = new UserIds((int) (start + length / 2), (int) Math.min(length / 2, USUAL.count));
            }
        }
        if (best == null || best.count < 1) {
            throw new RunnerException("no user ids for workloads: /proc/self/uid_map maps none beside root", null);
        }
        return best;
    }

    /** Makes the directory, owned by a user who owns no other workload's workspace under {@code runs}. */
    int allocate(Path runs, RunDirectory directory) {
        try (FileLease lock = FileLease.take(runs.resolve(".lock-users"))) {
            Set<Integer> taken = taken(runs, directory);
            int uid = first + Math.floorMod(directory.name().hashCode(), count);
            while (taken.contains(uid)) {
                uid = first + (uid - first + 1) % count;
            }
            Files.createDirectories(directory.workspace());
            Files.setAttribute(directory.workspace(), "unix:uid", uid);
            return uid;
        } catch (IOException e) {
            throw new RunnerException("cannot make " + directory.workspace(), e);
        }
    }

    private static Set<Integer> taken(Path runs, RunDirectory own) throws IOException {
        Set<Integer> taken = new HashSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(runs, Files::isDirectory)) {
            for (Path path : directories) {
                Path workspace = new RunDirectory(path).workspace();
                if (!path.equals(own.path()) && Files.exists(workspace)) {
                    taken.add((Integer) Files.getAttribute(workspace, "unix:uid"));
                }
            }
        }
        return taken;
    }
}
