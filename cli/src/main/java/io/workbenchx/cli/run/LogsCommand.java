package io.workbenchx.cli.run;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx logs}. */
@Command(
        description = "What a run printed; with -f, what it prints until it ends.",
        footer = {
            "",
            "Examples:",
            "  wbx logs 0198c0de-…",
            "  wbx logs -f 0198c0de-…",
            "  wbx logs -t --stream stderr 0198c0de-…   when it complained, and of what",
            "  wbx logs --search 'loss=[0-9]+' --regex 0198c0de-…",
            "  wbx logs -f --json 0198c0de-…            one JSON object per line: seq, at, stream, text"
        })
public final class LogsCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until the run ends; a broken connection is taken up again.")
    private boolean follow;

    @Option(
            names = {"-t", "--timestamps"},
            description = "Before each line when it was written, and to which stream.")
    private boolean timestamps;

    @Option(names = "--stream", paramLabel = "STREAM", description = "Only stdout, or only stderr.")
    private @Nullable String stream;

    @Option(names = "--search", paramLabel = "TEXT", description = "Only lines that hold this text.")
    private @Nullable String search;

    @Option(names = "--regex", description = "The text is a regular expression (RE2).")
    private boolean regex;

    @Option(
            names = {"-i", "--ignore-case"},
            description = "Search for small and capital letters alike.")
    private boolean ignoreCase;

    @Option(names = "--offset", paramLabel = "BYTE", description = "Begin at this byte: the seq of a line.")
    private @Nullable Long offset;

    LogsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        ApiPath path = path("runs", run, "logs").query("offset", offset);
        boolean lines = timestamps || json() || stream != null;
        if (search != null) {
            find(search);
        } else if (follow && lines) {
            api().stream(path.query("records", true)).follow(event -> printed(Json.parse(event.data())));
        } else if (follow) {
            api().stream(path).follow(event -> {
                shell().out().print(Runs.chunk(event));
                return !shell().out().checkError();
            });
        } else if (lines) {
            api().lines(path, "application/x-ndjson", line -> printed(Json.parse(line)));
        } else {
            api().copy(path, shell().out());
        }
        shell().out().flush();
        return ExitCode.OK;
    }

    /** Page by page, for as long as somebody reads. */
    private void find(String text) {
        Long from = offset;
        JsonNode found;
        do {
            found = api().get(path("runs", run, "logs", "search")
                    .query("q", text)
                    .query("regex", regex ? true : null)
                    .query("ignoreCase", ignoreCase ? true : null)
                    .query("stream", stream)
                    .query("limit", 1000)
                    .query("offset", from));
            from = found.path("next").isNumber() ? found.path("next").asLong() : null;
        } while (printed(found.path("items")) && from != null);
    }

    /** One line, or an array of them; false when nobody reads any more, as when a pipe was closed. */
    private boolean printed(JsonNode lines) {
        if (lines.isArray()) {
            lines.forEach(this::print);
        } else {
            print(lines);
        }
        return !shell().out().checkError();
    }

    private void print(JsonNode line) {
        if (stream != null && !stream.equals(Json.text(line, "stream"))) {
            return;
        }
        if (json()) {
            shell().out().println(Json.write(line));
        } else if (timestamps) {
            shell().out()
                    .println(Json.text(line, "at") + " " + Json.text(line, "stream") + " " + Json.text(line, "text"));
        } else {
            shell().out().println(Json.text(line, "text"));
        }
    }
}
