package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx events}. */
@Command(
        description = "What happened in a run: the entries of its append-only log.",
        footer = {
            "",
            "Examples:",
            "  wbx events 0198c0de-…",
            "  wbx events -f 0198c0de-…",
            "  wbx events --json 0198c0de-… | jq '.items[] | .type'"
        })
public final class EventsCommand extends ProjectScopedCommand {

    private static final int MOST_DATA_SHOWN = 160;

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run ends; with --json one object per line.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "SEQ", description = "Only what came after this entry.")
    private @Nullable Integer after;

    EventsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var path = path("runs", run, "events").query("after", after);
        if (follow) {
            api().stream(path).follow(event -> printOne(Json.parse(event.data())));
        } else {
            var events = api().get(path);
            answer(events, () -> Json.items(events).forEach(this::print));
        }
        return ExitCode.OK;
    }

    private boolean printOne(JsonNode event) {
        if (json()) {
            shell().out().println(Json.write(event));
        } else {
            print(event);
        }
        return !shell().out().checkError();
    }

    private void print(JsonNode event) {
        var data = Json.text(event, "data");
        var shown = data.equals("{}")
                ? ""
                : data.length() > MOST_DATA_SHOWN ? data.substring(0, MOST_DATA_SHOWN) + "…" : data;
        say(String.format(
                        Locale.ROOT,
                        "%s %4s  %-22s %-14s %s",
                        style().quiet(Json.text(event, "at")),
                        Json.text(event, "seq"),
                        Json.text(event, "type"),
                        Json.text(event, "actor"),
                        style().quiet(shown))
                .stripTrailing());
    }
}
