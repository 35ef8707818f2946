package io.workbenchx.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** The memory of a process and its children, with pages that several of them share counted once. */
final class ProcessMemory {

    private ProcessMemory() {}

    /** In bytes; 0 where the system does not tell. Children that are workbench processes themselves have left the tree. */
    static long bytes(long pid) {
        var children = ProcessHandle.of(pid)
                .filter(process -> !isJava(process))
                .map(process -> process.descendants().mapToLong(ProcessHandle::pid))
                .orElse(LongStream.empty());
        return LongStream.concat(LongStream.of(pid), children)
                .map(ProcessMemory::own)
                .sum();
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("java");
    }

    private static long own(long pid) {
        var proportional = value(Path.of("/proc", Long.toString(pid), "smaps_rollup"), "Pss:");
        return proportional > 0 ? proportional : value(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:");
    }

    private static long value(Path file, String name) {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .map(kilobytes -> kilobytes * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException notTold) {
            return 0;
        }
    }
}
