package io.workbenchx.providers.environment;

import io.workbenchx.providers.home.WorkbenchHome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Builds environments below the home of the workbench: in a folder of their own, which is renamed into place when it is finished and sealed.
 *
 * <p>Only wheels are installed, and byte code is compiled without the environment's own start-up files, so that no code of a package runs
 * here.
 */
final class UvEnvironmentBuilder implements EnvironmentBuilder {

    /** A third of the code of scientific packages is their own tests, which no workload imports. */
    private static final String TESTS = "[/]tests?[/]";

    private final Path root;
    private final EnvironmentFolders folders;
    private final Interpreters interpreters;
    private final UvCommand uv;

    UvEnvironmentBuilder(WorkbenchHome home, EnvironmentProperties properties) {
        this(home, new Interpreters(home.traversable("interpreters"), properties.python()), properties);
    }

    private UvEnvironmentBuilder(WorkbenchHome home, Interpreters interpreters, EnvironmentProperties properties) {
        this(home, interpreters, new Uv(home.traversable("tools"), properties.uv(), interpreters));
    }

    UvEnvironmentBuilder(WorkbenchHome home, Interpreters interpreters, Uv uv) {
        this.root = home.traversable("environments");
        this.folders = new EnvironmentFolders(root);
        this.interpreters = interpreters;
        this.uv = new UvCommand(home, uv);
    }

    /** Locks with the same tools and the same cache. */
    LockResolver lockResolver(WorkbenchHome home) {
        return new UvLockResolver(home, interpreters, uv);
    }

    @Override
    public BuiltEnvironment build(String lockText, Consumer<String> progress) {
        LockFile lock = LockFile.parse(lockText);
        Interpreter interpreter = interpreters.choose();
        BuildKey key = BuildKey.of(lock, interpreter);
        Path target = folders.of(key);
        folders.use(key, progress);
        if (!Seal.intact(target, key, interpreter)) {
            buildOnce(lock, interpreter, key, target, progress);
        }
        return new BuiltEnvironment(
                key.digest(),
                key.lockSha256(),
                interpreter.name(),
                interpreter.platform(),
                target,
                interpreter.ofTheSystem() ? null : interpreter.prefix());
    }

    private void buildOnce(
            LockFile lock, Interpreter interpreter, BuildKey key, Path target, Consumer<String> progress) {
        try (BuildLock held = folders.lock(key, progress)) {
            if (Seal.intact(target, key, interpreter)) {
                return;
            }
            if (Files.exists(target)) {
                progress.accept("The environment " + key.digest() + " on this host was damaged: it is built anew.");
            }
            removeLeftovers(key);
            Path unfinished = folders.unfinished(key);
            try {
                install(lock, interpreter, unfinished, progress);
                Seal.write(unfinished, key, interpreter);
                replace(key, unfinished, target);
            } finally {
                Folders.delete(unfinished);
            }
        } catch (IOException failure) {
            throw new EnvironmentException("The environment " + key.digest() + " cannot be built: " + failure, failure);
        }
    }

    private void install(LockFile lock, Interpreter interpreter, Path folder, Consumer<String> progress)
            throws IOException {
        progress.accept("Building with " + interpreter.name() + " on " + interpreter.platform());
        uv.run(
                root,
                progress,
                "venv",
                "--relocatable",
                "--python",
                interpreter.executable().toString(),
                folder.toString());
        Path lockFile = Files.write(folder.resolve("requirements.lock"), lock.requirements());
        uv.run(
                folder,
                progress,
                "pip",
                "sync",
                "--python",
                folder.resolve("bin/python").toString(),
                "--require-hashes",
                "--no-build",
                "--link-mode",
                "copy",
                lockFile.toString());
        compile(interpreter, folder, progress);
        Folders.openToReaders(folder);
    }

    /**
     * Compiles all modules, since workloads cannot write beside them and would compile at every start. The base interpreter does it, without
     * site packages: a package may ship a file that runs at every start of the environment's own interpreter.
     */
    private static void compile(Interpreter interpreter, Path folder, Consumer<String> progress) {
        progress.accept("Compiling modules");
        try {
            new Command(
                            folder,
                            List.of(
                                    interpreter.executable().toString(),
                                    "-I",
                                    "-S",
                                    "-m",
                                    "compileall",
                                    "-q",
                                    "-j",
                                    "0",
                                    "-x",
                                    TESTS,
                                    "--invalidation-mode",
                                    "unchecked-hash",
                                    folder.resolve("lib").toString()))
                    .run(Map.of(), line -> {});
        } catch (EnvironmentException failure) {
            if (Thread.currentThread().isInterrupted()) {
                throw failure;
            }
            // Some packages ship templates that are no Python.
            progress.accept("Some modules could not be compiled; they are when they are first used.");
        }
    }

    private void replace(BuildKey key, Path unfinished, Path target) throws IOException {
        if (Files.exists(target)) {
            Path damaged = folders.unfinished(key);
            Files.move(target, damaged, StandardCopyOption.ATOMIC_MOVE);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(damaged);
        } else {
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** What a build left that was killed. */
    private void removeLeftovers(BuildKey key) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(root, "." + key.folder() + "-*")) {
            for (Path leftover : leftovers) {
                Folders.delete(leftover);
            }
        }
    }
}
