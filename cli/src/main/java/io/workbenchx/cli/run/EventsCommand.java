package io.workbenchx.cli.run;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import java.util.ArrayList;
import java.util.List;
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
        if (follow) {
            api().stream(path("runs", run, "events").query("after", after))
                    .follow(event -> printOne(Json.parse(event.data())));
        } else {
            var events = all();
            answer(Json.object().set("items", Json.tree(events)), () -> events.forEach(this::print));
        }
        return ExitCode.OK;
    }

    /** Every entry, however many answers they come in. */
    private List<JsonNode> all() {
        var events = new ArrayList<JsonNode>();
        var last = after == null ? "0" : after.toString();
        while (true) {
            var page = Json.items(api().get(path("runs", run, "events").query("after", last)));
            if (page.isEmpty()) {
                return events;
            }
            events.addAll(page);
            last = Json.text(page.get(page.size() - 1), "seq");
        }
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
                        Plain.line(Json.text(event, "actor")),
                        style().quiet(Plain.line(shown)))
                .stripTrailing());
    }
}
