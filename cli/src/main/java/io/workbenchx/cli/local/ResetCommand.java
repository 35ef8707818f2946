package io.workbenchx.cli.local;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wbx reset}: removes everything the workbench keeps on this machine. */
@Command(
        description = {
            "End the workbench on this machine with its jobs and endpoints, and delete its projects, runs, models, evidence, keys.",
            "Asks first. Downloaded programs (bin, cache, tools) stay unless --all."
        },
        footer = {"", "Examples:", "  wbx reset", "  wbx reset --yes --home /tmp/trial"})
public final class ResetCommand extends HomeCommand {

    /** What can be had again from outside. */
    private static final List<String> PROGRAMS = List.of("bin", "cache", "tools");

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Option(names = "--all", description = "Delete downloaded programs too.")
    private boolean all;

    ResetCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var home = home();
        if (!home.exists()) {
            answer(
                    Json.object().put("home", home.root().toString()).put("removed", false),
                    () -> say("There is no workbench in " + home.root() + "."));
            return ExitCode.OK;
        }
        // The lock file tells a home from a directory somebody named by mistake.
        if (!Files.exists(home.root().resolve("lock"))) {
            throw new CommandException(home.root() + " is not the home of a workbench: nothing was deleted.");
        }
        if (!yes && !confirmed(home)) {
            throw new CommandException("Nothing was deleted.");
        }
        workbench().stop(true);
        workbench().endLeftovers();
        try {
            delete(home.root());
        } catch (IOException e) {
            throw new CommandException(
                    "Not everything in " + home.root() + " could be deleted: " + e.getMessage() + ".");
        }
        answer(
                Json.object().put("home", home.root().toString()).put("removed", true),
                () -> say("The data of the workbench in " + home.root() + " is deleted."));
        return ExitCode.OK;
    }

    private boolean confirmed(LocalHome home) {
        if (json()) {
            throw new UsageException(
                    "With --json nobody is asked: add --yes to delete everything in " + home.root() + ".");
        }
        shell().err().print("Delete all projects, runs, models and keys in " + home.root() + "? Type yes: ");
        shell().err().flush();
        try {
            var answer = new BufferedReader(new InputStreamReader(shell().in(), StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException e) {
            throw new UsageException("Your answer cannot be read (" + e.getMessage() + "): use --yes.");
        }
    }

    private void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean kept = !all
                        && root.equals(directory.getParent())
                        && PROGRAMS.contains(directory.getFileName().toString());
                return kept ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                if (!directory.equals(root)) {
                    Files.delete(directory);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
