package io.workbenchx.providers.environment;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the Python of environments: one that workloads, which run as other users, can reach. The system's comes first, because a sandbox
 * shows it anyway; when every one lies in a private folder, the best of them is copied to where all can reach it.
 */
final class Interpreters {

    private static final int NEWEST_MINOR = 20;

    private final Path copies;
    private final @Nullable String configured;
    private final List<Path> searchPath;

    /**
     * @param copies folder for copies of interpreters from private folders
     */
    Interpreters(Path copies, @Nullable String configured) {
        this(copies, configured, defaultSearchPath());
    }

    Interpreters(Path copies, @Nullable String configured, List<Path> searchPath) {
        this.copies = copies;
        this.configured = configured;
        this.searchPath = searchPath;
    }

    /** The interpreter to build with. */
    Interpreter choose() {
        Interpreter unreachable = null;
        for (Path candidate : all()) {
            Interpreter found = Interpreter.ask(candidate);
            if (found != null && found.recent()) {
                if (found.reachable()) {
                    return found;
                }
                unreachable = unreachable == null ? found : unreachable;
            }
        }
        if (unreachable == null) {
            throw new EnvironmentException(
                    "There is no Python 3." + Interpreter.OLDEST_MINOR + " or newer "
                            + (configured == null ? "on this host" : "at " + configured)
                            + ": install python3, or set workbenchx.environment.python.",
                    null);
        }
        return new InterpreterCopy(copies).of(unreachable);
    }

    /** Any Python whatever its age, for pip. */
    List<Path> all() {
        return candidates().stream().filter(Files::isExecutable).toList();
    }

    private Set<Path> candidates() {
        if (configured != null) {
            return Set.of(Path.of(configured));
        }
        List<String> names = new ArrayList<>(List.of("python3"));
        IntStream.iterate(NEWEST_MINOR, minor -> minor >= Interpreter.OLDEST_MINOR, minor -> minor - 1)
                .forEach(minor -> names.add("python3." + minor));
        Set<Path> candidates = new LinkedHashSet<>();
        for (Path folder : searchPath) {
            names.stream().map(folder::resolve).map(Interpreters::withoutLinks).forEach(candidates::add);
        }
        return candidates;
    }

    /** python3 and python3.11 are mostly one program, to be asked once. */
    private static Path withoutLinks(Path command) {
        try {
            return Files.exists(command) ? command.toRealPath() : command;
        } catch (IOException unreadable) {
            return command;
        }
    }

    private static List<Path> defaultSearchPath() {
        return Stream.concat(
                        Stream.of("/usr/bin", "/usr/local/bin"),
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .distinct()
                .toList();
    }
}
