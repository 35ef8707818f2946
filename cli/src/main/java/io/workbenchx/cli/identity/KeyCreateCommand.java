package io.workbenchx.cli.identity;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx key create}. */
@Command(
        name = "create",
        description = {
            "Make another API key and show it, once.",
            "Without --scope it is good for everything its owner may, now and later; never for more than that."
        },
        footer = {
            "",
            "Examples:",
            "  wbx key create laptop --expires 30",
            "  wbx key create nightly --only-project churn --scope run_read --scope run_write",
            "  wbx key create deploy --user ci --never",
            "  wbx key create ci --json | jq -r .apiKey > key.txt"
        })
final class KeyCreateCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "What the key is for.")
    private String name = "";

    @Option(names = "--expires", paramLabel = "DAYS", description = "How long it is good (default: 90).")
    private @Nullable Integer days;

    @Option(names = "--never", description = "Good until revoked; for administrators and service accounts.")
    private boolean never;

    @Option(
            names = "--scope",
            paramLabel = "PERMISSION",
            description = "What it is good for, such as run_read; may be given several times.")
    private List<String> scopes = new ArrayList<>();

    @Option(names = "--only-project", paramLabel = "NAME", description = "The only project it sees.")
    private @Nullable String onlyProject;

    @Mixin
    private final KeyOwner owner = new KeyOwner();

    KeyCreateCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = Json.object().put("name", name);
        if (days != null) {
            request.put("expiresInDays", days);
        }
        if (never) {
            request.put("neverExpires", true);
        }
        if (onlyProject != null) {
            request.put("project", onlyProject);
        }
        if (!scopes.isEmpty()) {
            var names = request.putArray("scopes");
            scopes.forEach(scope -> names.add(scope.toUpperCase(Locale.ROOT).replace('-', '_')));
        }
        var key = api().post(owner.path(), request);
        answer(key, () -> {
            say("key " + Json.text(key, "id") + "  " + name);
            say("API key " + Json.text(key, "apiKey") + "  (shown only this once)");
        });
        return ExitCode.OK;
    }
}
