package io.workbenchx.cli.local;

import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The directory of a workbench on this machine, as seen from outside its process. */
public record LocalHome(Path root) {

    /** The option, else {@code WBX_HOME}, else {@code /var/lib/workbenchx} for root and {@code ~/.workbenchx} for everyone else. */
    public static LocalHome of(Shell shell, @Nullable Path option) {
        var named = shell.variable("WBX_HOME");
        Path root;
        if (option != null) {
            root = option;
        } else if (named != null) {
            root = Path.of(named);
        } else if ("root".equals(System.getProperty("user.name"))) {
            root = Path.of("/var/lib/workbenchx");
        } else {
            root = shell.userHome().resolve(".workbenchx");
        }
        return new LocalHome(root.toAbsolutePath().normalize());
    }

    public boolean exists() {
        return Files.isDirectory(root);
    }

    /** Whether a workbench holds this home right now: only the kernel's lock tells, since pids are reused and files stay behind. */
    public boolean inUse() {
        var lock = root.resolve("lock");
        if (!Files.exists(lock)) {
            return false;
        }
        try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                var free = channel.tryLock()) {
            return free == null;
        } catch (AccessDeniedException e) {
            throw new CommandException("The workbench in " + root
                    + " belongs to another user. Use that account, or a home of" + " your own (WBX_HOME).");
        } catch (IOException e) {
            throw new CommandException("Cannot look at " + lock + ": " + e.getMessage() + ".");
        }
    }

    /** Whether a workbench was ever started here. */
    public boolean wasStarted() {
        return Files.exists(root.resolve("infra.json"));
    }

    /** What the workbench last wrote about itself; an empty object when it never ran. */
    public JsonNode infra() {
        var file = root.resolve("infra.json");
        try {
            return Files.exists(file) ? Json.parse(Files.readString(file)) : Json.object();
        } catch (IOException e) {
            throw new CommandException("Cannot read " + file + ": " + e.getMessage() + ".");
        }
    }

    /** The password and key of the first administrator, waiting to be shown once. */
    public Path firstLogin() {
        return root.resolve("keys").resolve("first-login.json");
    }

    public Path log() {
        return root.resolve("logs").resolve("workbench.log");
    }
}
