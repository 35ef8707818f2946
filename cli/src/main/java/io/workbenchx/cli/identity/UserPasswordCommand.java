package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx user password}. */
@Command(
        name = "password",
        description = {
            "Set a password: your own, or as an administrator that of another user.",
            "Passwords are typed, or read from standard input line by line; they are no arguments, which others could see.",
            "All sign-ins of the user end; API keys stay."
        },
        footer = {"", "Examples:", "  wbx user password", "  wbx user password ana < password.txt"})
final class UserPasswordCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The user (default: you).")
    private @Nullable String name;

    private @Nullable BufferedReader input;

    UserPasswordCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        if (name == null) {
            var current = read("Present password: ");
            var fresh = read("New password: ");
            api().put(
                            ApiPath.of("me", "password"),
                            Json.object().put("current", current).put("password", fresh));
        } else {
            api().put(
                            ApiPath.of("users", name, "password"),
                            Json.object().put("password", read("New password of " + name + ": ")));
        }
        answer(Json.object().put("user", name == null ? "me" : name), () -> say("The password is changed."));
        return ExitCode.OK;
    }

    private String read(String prompt) {
        String line;
        if (shell().terminal() && System.console() != null) {
            var typed = System.console().readPassword("%s", prompt);
            line = typed == null ? null : new String(typed);
        } else {
            line = piped();
        }
        if (line == null || line.isEmpty()) {
            throw new UsageException("No password on standard input: " + prompt.strip());
        }
        return line;
    }

    private @Nullable String piped() {
        try {
            if (input == null) {
                input = new BufferedReader(new InputStreamReader(shell().in(), StandardCharsets.UTF_8));
            }
            return input.readLine();
        } catch (IOException e) {
            throw new UsageException("The password cannot be read from standard input: " + e.getMessage());
        }
    }
}
