package io.workbenchx.standalone.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Throw-away homes, and patience. */
public final class TestHome {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private TestHome() {}

    /** A new home that other users may pass through, as the default ones are. */
    public static Home create() throws IOException {
        Path root = Files.createTempDirectory(Files.createDirectories(TARGET.resolve("homes")), "home-");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
        return prepared(root);
    }

    /** A home at a given place. */
    public static Home prepared(Path root) throws IOException {
        Home home = new Home(root);
        home.prepare();
        return home;
    }

    /** Unpacking takes seconds; the tests share one copy. */
    public static Path cache() throws IOException {
        return Files.createDirectories(TARGET.resolve("test-cache"));
    }

    /** Waits until something holds; fails after a generous while. */
    public static void eventually(String what, BooleanSupplier holds) {
        eventually(what, Duration.ofSeconds(90), holds);
    }

    /** As above, for what takes longer: builds and downloads. */
    public static void eventually(String what, Duration longest, BooleanSupplier holds) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + longest.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** kill -9. */
    public static void kill(long pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        Child.signal(process, "KILL");
        eventually("process " + pid + " is gone", () -> !process.isAlive());
    }
}
