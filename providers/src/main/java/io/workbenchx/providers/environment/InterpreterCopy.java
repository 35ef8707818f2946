package io.workbenchx.providers.environment;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Set;
import java.util.UUID;

/** A Python that only its owner can reach, copied to where workloads can. */
final class InterpreterCopy {

    /** Not needed to run programs: packages of the base (an environment does not see them), tests, headers of other tools. */
    private static final Set<String> LEFT_OUT = Set.of(
            "site-packages", "dist-packages", "test", "idlelib", "turtledemo", "__pycache__", "share", "include");

    private final Path copies;

    InterpreterCopy(Path copies) {
        this.copies = copies;
    }

    /** The copy of an interpreter; made once. */
    Interpreter of(Interpreter original) {
        try {
            Path copy = copies.resolve(digest(original).substring(0, 32));
            if (!Files.isDirectory(copy)) {
                make(original, copy);
            }
            Interpreter copied = Interpreter.ask(copy.resolve(
                    original.prefix().relativize(original.executable()).toString()));
            if (copied == null || !copied.prefix().equals(copy.toRealPath()) || !copied.reachable()) {
                throw new EnvironmentException(
                        "The Python at " + original.executable()
                                + " is in a private folder and does not work as a copy in " + copy
                                + ": install python3 from the system's packages.",
                        null);
            }
            return copied;
        } catch (IOException failure) {
            throw new EnvironmentException(
                    "The Python at " + original.executable() + " cannot be copied: " + failure, failure);
        }
    }

    private void make(Interpreter original, Path copy) throws IOException {
        Path unfinished = copies.resolve(".copy-" + UUID.randomUUID());
        try {
            Folders.copy(
                    original.prefix(), unfinished, folder -> !LEFT_OUT.contains(String.valueOf(folder.getFileName())));
            Folders.openToReaders(unfinished);
            Files.move(unfinished, copy, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            // Another process was faster: what it made is the same.
            if (!Files.isDirectory(copy)) {
                throw failure;
            }
        } finally {
            Folders.delete(unfinished);
        }
    }

    private static String digest(Interpreter original) throws IOException {
        MessageDigest digest = Sha256.updated(Sha256.start(), original.name() + "\n" + original.prefix() + "\n");
        try (InputStream executable = new DigestInputStream(Files.newInputStream(original.executable()), digest)) {
            executable.transferTo(OutputStream.nullOutputStream());
        }
        return Sha256.finish(digest);
    }
}
