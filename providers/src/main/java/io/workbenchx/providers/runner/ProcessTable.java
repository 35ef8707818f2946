package io.workbenchx.providers.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** What /proc tells about processes; empty answers for those that are gone or not ours to see. */
final class ProcessTable {

    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /** Identifies this start of the host. */
    static String bootId() {
        return read(PROC.resolve("sys/kernel/random/boot_id")).orElse("").strip();
    }

    /** Since boot, whatever the clock says; the same for all processes. */
    static long uptimeMillis() {
        return read(PROC.resolve("uptime"))
                .map(text -> (long) (Double.parseDouble(text.split(" ")[0]) * 1000))
                .orElseThrow(() -> new RunnerException("/proc/uptime is not readable", null));
    }

    /** Ticks from boot to the start of the process: with its id, unique within a boot. */
    static OptionalLong startTime(long pid) {
        return stat(pid, 22).map(Long::parseLong).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** False for zombies, which only wait to be reaped; a process whose first thread has ended looks like one, but has others. */
    static boolean alive(long pid) {
        return stat(pid, 3)
                .filter(state -> !"ZX".contains(state) || threads(pid) > 1)
                .isPresent();
    }

    private static long threads(long pid) {
        try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
            return threads.count();
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** Direct children, oldest first. */
    static List<Long> children(long pid) {
        return read(PROC.resolve(pid + "/task/" + pid + "/children"))
                .map(text -> text.strip().split(" "))
                .stream()
                .flatMap(Stream::of)
                .filter(word -> !word.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    /** Such as {@code pid:[4026531836]}. */
    static Optional<String> pidNamespace(long pid) {
        try {
            return Optional.of(
                    Files.readSymbolicLink(PROC.resolve(pid + "/ns/pid")).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** User of this process. */
    static int ownUid() {
        return read(PROC.resolve("self/status"))
                .flatMap(ProcessTable::uid)
                .orElseThrow(() ->
                        new RunnerException("/proc is not readable: the process runner needs Linux with /proc", null));
    }

    /** Living processes of a user. */
    static List<Long> ofUser(int uid) {
        return processes(pid -> read(PROC.resolve(pid + "/status"))
                .flatMap(ProcessTable::uid)
                .filter(owner -> owner == uid)
                .isPresent());
    }

    /** Living processes whose environment holds the variable; only those of this process's user can be seen unless it is root. */
    static List<Long> withVariable(String assignment) {
        return processes(pid -> read(PROC.resolve(pid + "/environ"))
                .filter(environment -> List.of(environment.split("\0")).contains(assignment))
                .isPresent());
    }

    private static List<Long> processes(LongPredicate filter) {
        try (Stream<Path> entries = Files.list(PROC)) {
            return entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> Character.isDigit(name.charAt(0)))
                    .map(Long::valueOf)
                    .filter(pid -> filter.test(pid) && alive(pid))
                    .toList();
        } catch (IOException e) {
            throw new RunnerException("cannot list /proc", e);
        }
    }

    /** Real user id in the text of a status file. */
    private static Optional<Integer> uid(String status) {
        return status.lines()
                .filter(line -> line.startsWith("Uid:"))
                .map(line -> Integer.parseUnsignedInt(line.split("\\s+")[1]))
                .findFirst();
    }

    /** Fields are counted after the name, which may hold spaces and parentheses. */
    private static Optional<String> stat(long pid, int field) {
        return read(PROC.resolve(pid + "/stat"))
                .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" ")[field - 3]);
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
