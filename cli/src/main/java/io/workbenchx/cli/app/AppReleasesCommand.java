package io.workbenchx.cli.app;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx app releases}. */
@Command(
        name = "releases",
        description = "The releases of an app, newest first: what each consists of, and who made it.",
        footer = {"", "Examples:", "  wbx app releases sales"})
final class AppReleasesCommand extends ProjectScopedCommand {

    private static final int SHORT = 12;

    @Parameters(paramLabel = "APP", description = "The app.")
    private String name = "";

    AppReleasesCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var found = new Apps(api(), project()).releases(name);
        answer(found, () -> {
            var table = Table.of("RELEASE", "SERVES", "CODE", "RUNTIME", "SPEC", "BY", "AT", "RUN");
            for (var release : Json.items(found)) {
                table.row(
                        Json.text(release, "number"),
                        release.path("serving").asBoolean(false) ? "now" : "",
                        brief(Json.text(release, "code")),
                        brief(Json.text(release, "runtimeDigest").replaceFirst("^sha256:", "")),
                        brief(Json.text(release, "specSha256")),
                        Json.text(release, "releasedBy"),
                        Json.text(release, "releasedAt"),
                        Json.text(release, "run"));
            }
            table.print(shell().out(), style(), "No releases yet.");
        });
        return ExitCode.OK;
    }

    private static String brief(String digest) {
        return digest.substring(0, Math.min(SHORT, digest.length()));
    }
}
