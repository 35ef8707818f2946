package io.workbenchx.providers.environment;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds uv, or installs the pinned version of it into the home of the workbench: by pip, checked by hash. */
final class Uv {

    /** The first version whose relocatable environments have relocatable scripts and that refuses to build. */
    private static final int OLDEST_MINOR = 5;

    private static final Pattern VERSION = Pattern.compile("uv (\\d+)\\.(\\d+)\\..*");

    private final Path tools;
    private final @Nullable String configured;
    private final Interpreters interpreters;
    private final List<Path> searchPath;

    Uv(Path tools, @Nullable String configured, Interpreters interpreters) {
        this(tools, configured, interpreters, path());
    }

    Uv(Path tools, @Nullable String configured, Interpreters interpreters, List<Path> searchPath) {
        this.tools = tools;
        this.configured = configured;
        this.interpreters = interpreters;
        this.searchPath = searchPath;
    }

    /** The program, installed when it is missing. */
    Path findOrInstall(Consumer<String> progress) {
        if (configured != null) {
            Path uv = Path.of(configured);
            if (!usable(uv)) {
                throw new EnvironmentException(
                        "workbenchx.environment.uv is " + uv + ", which is no uv 0." + OLDEST_MINOR + " or newer.",
                        null);
            }
            return uv;
        }
        String pinned = pinnedRequirements();
        Path installed = tools.resolve("uv-" + Sha256.of(pinned).substring(0, 16));
        Path program = installed.resolve("bin/uv");
        Path linked = tools.resolve("bin/uv");
        return Stream.concat(searchPath.stream().map(folder -> folder.resolve("uv")), Stream.of(program, linked))
                .filter(Uv::usable)
                .findFirst()
                .orElseGet(() -> install(pinned, installed, progress));
    }

    private static boolean usable(Path uv) {
        if (!Files.isExecutable(uv) || Files.isDirectory(uv)) {
            return false;
        }
        try {
            List<String> answer =
                    new Command(Path.of("/"), List.of(uv.toString(), "--version")).run(Map.of(), line -> {});
            Matcher version = VERSION.matcher(answer.isEmpty() ? "" : answer.get(0));
            return version.matches()
                    && (Integer.parseInt(version.group(1)) > 0 || Integer.parseInt(version.group(2)) >= OLDEST_MINOR);
        } catch (EnvironmentException broken) {
            return false;
        }
    }

    private Path install(String pinned, Path target, Consumer<String> progress) {
        List<String> failures = new ArrayList<>();
        for (Path python : interpreters.all()) {
            try {
                return installWith(python, pinned, target, progress);
            } catch (EnvironmentException failure) {
                failures.add(python + ": " + failure.getMessage());
            }
        }
        throw new EnvironmentException(
                "uv is not on PATH and pip could not install it (" + String.join("; ", failures)
                        + "): install uv, or python3-pip.",
                null);
    }

    private Path installWith(Path python, String pinned, Path target, Consumer<String> progress) {
        Path unfinished = tools.resolve(".uv-" + UUID.randomUUID());
        try {
            Files.createDirectories(unfinished);
            Path lock = Files.writeString(unfinished.resolve("requirements.lock"), pinned);
            progress.accept("Installing uv into " + tools);
            new Command(
                            unfinished,
                            List.of(
                                    python.toString(),
                                    "-I",
                                    "-m",
                                    "pip",
                                    "install",
                                    "--require-hashes",
                                    "--no-deps",
                                    "--only-binary=:all:",
                                    "--no-compile",
                                    "--disable-pip-version-check",
                                    "--no-input",
                                    "--target",
                                    unfinished.toString(),
                                    "--requirement",
                                    lock.toString()))
                    .run(Map.of(), progress);
            if (!usable(unfinished.resolve("bin/uv"))) {
                throw new EnvironmentException("pip installed a uv that does not run here.", null);
            }
            Folders.delete(target);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            link(target);
            return target.resolve("bin/uv");
        } catch (IOException failure) {
            throw new EnvironmentException("uv cannot be installed into " + tools + ": " + failure, failure);
        } finally {
            removeQuietly(unfinished, progress);
        }
    }

    /** The place where people, and the doctor, look for it. */
    private void link(Path target) throws IOException {
        Path link = Files.createDirectories(tools.resolve("bin")).resolve("uv");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(
                link, Path.of("..").resolve(target.getFileName()).resolve("bin/uv"));
    }

    private static void removeQuietly(Path unfinished, Consumer<String> progress) {
        try {
            Folders.delete(unfinished);
        } catch (IOException failure) {
            progress.accept("The folder " + unfinished + " could not be removed: " + failure);
        }
    }

    private static String pinnedRequirements() {
        try (InputStream lock = Uv.class.getResourceAsStream("uv.lock")) {
            if (lock == null) {
                throw new IllegalStateException("uv.lock is missing from the classpath.");
            }
            return new String(lock.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new IllegalStateException("uv.lock cannot be read.", failure);
        }
    }

    private static List<Path> path() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isBlank())
                .map(Path::of)
                .toList();
    }
}
