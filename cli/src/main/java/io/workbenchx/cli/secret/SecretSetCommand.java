package io.workbenchx.cli.secret;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx secret set}. */
@Command(
        name = "set",
        description = {
            "Set a secret, or a new version of it; the value is read from standard input, or asked for.",
            "It is no argument, because arguments are visible to other users of this machine. One line end at its end is not part of it."
        },
        footer = {
            "",
            "Examples:",
            "  wbx secret set api-token -p churn",
            "  wbx secret set api-token -p churn < token.txt",
            "  pass show upstream | wbx secret set api-token"
        })
final class SecretSetCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "NAME", description = "What to call it: lower-case letters, digits, dots and dashes.")
    private String name = "";

    SecretSetCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var value = value();
        if (value == null || value.isEmpty()) {
            throw new UsageException("No value: type it when asked, or give it on standard input.");
        }
        var secret = api().put(path("secrets", name), Json.object().put("value", value));
        answer(secret, () -> say("secret " + name + "  version " + Json.text(secret, "version")));
        return ExitCode.OK;
    }

    private @Nullable String value() {
        if (shell().terminal() && System.console() != null) {
            var typed = System.console().readPassword("Value of %s: ", name);
            return typed == null ? null : new String(typed);
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(shell().in().readAllBytes()))
                    .toString();
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException binary) {
            throw new UsageException(
                    "The value is no UTF-8 text. Encode it first: base64 < FILE | wbx secret set " + name);
        } catch (IOException e) {
            throw new UsageException("The value cannot be read from standard input: " + e.getMessage());
        }
    }
}
