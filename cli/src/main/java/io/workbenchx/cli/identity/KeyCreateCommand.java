package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx key create}. */
@Command(
        name = "create",
        description = "Make another API key of yours and show it, once.",
        footer = {
            "",
            "Examples:",
            "  wbx key create laptop --expires 90",
            "  wbx key create ci --json | jq -r .apiKey > key.txt"
        })
final class KeyCreateCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "What the key is for.")
    private String name = "";

    @Option(names = "--expires", paramLabel = "DAYS", description = "How long it is good (default: until revoked).")
    private @Nullable Integer days;

    KeyCreateCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = Json.object().put("name", name);
        if (days != null) {
            request.put("expiresInDays", days);
        }
        var key = api().post(ApiPath.of("keys"), request);
        answer(key, () -> {
            say("key " + Json.text(key, "id") + "  " + name);
            say("API key " + Json.text(key, "apiKey") + "  (shown only this once)");
        });
        return ExitCode.OK;
    }
}
