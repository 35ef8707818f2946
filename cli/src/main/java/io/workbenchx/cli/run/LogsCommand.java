package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx logs}. */
@Command(
        description = "What a run printed; with -f, what it prints until it ends.",
        footer = {
            "",
            "Examples:",
            "  wbx logs 0198c0de-…",
            "  wbx logs -f 0198c0de-…",
            "  wbx logs -f --json 0198c0de-…   one JSON object per chunk"
        })
public final class LogsCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run ends; a broken connection is taken up again.")
    private boolean follow;

    @Option(names = "--offset", paramLabel = "BYTE", description = "Begin at this byte.")
    private @Nullable Long offset;

    LogsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var path = path("runs", run, "logs").query("offset", offset);
        if (follow) {
            api().stream(path).follow(event -> print(event.id(), Runs.chunk(event)));
        } else {
            print("", api().text(path));
        }
        shell().out().flush();
        return ExitCode.OK;
    }

    /** Prints a chunk; false when nobody reads any more, as when a pipe was closed. */
    private boolean print(String next, String text) {
        if (json()) {
            var chunk = Json.object().put("run", run).put("text", text);
            if (!next.isEmpty()) {
                chunk.put("next", next);
            }
            shell().out().println(Json.write(chunk));
        } else {
            shell().out().print(text);
        }
        return !shell().out().checkError();
    }
}
