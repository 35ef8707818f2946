package io.workbenchx.cli.deployment;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code wbx predict}. */
@Command(
        description = "Ask an endpoint, through the front door, by the Open Inference Protocol v2.",
        footer = {
            "",
            "Examples:",
            "  wbx predict breast-cancer --csv patients.csv --drop diagnosis --rows 5",
            "  wbx predict breast-cancer --data '[[17.9, 10.3, 122.8]]'",
            "  wbx predict breast-cancer --data '{\"inputs\": [{\"name\": \"X\", \"shape\": [1, 3], \"datatype\": \"FP32\", \"data\": [1, 2, 3]}]}'"
        })
public final class PredictCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "ENDPOINT", description = "The endpoint.")
    private String endpoint = "";

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** Where the rows come from. */
    static final class Source {
        @Option(
                names = "--data",
                paramLabel = "JSON",
                description = "Rows as JSON arrays, or a whole request with \"inputs\".")
        private @Nullable String data;

        @Option(names = "--csv", paramLabel = "FILE", description = "Rows of a CSV file with a heading.")
        private @Nullable Path csv;
    }

    @Option(
            names = "--drop",
            paramLabel = "COLUMN",
            description = "Leave a column of the CSV out, as the one to predict. Repeatable.")
    private List<String> drop = new ArrayList<>();

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "At most this many rows of the CSV (default: ${DEFAULT-VALUE}).")
    private int most = 1000;

    PredictCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var inference = Inference.at(api(), new Endpoints(api(), project()).get(endpoint));
        var answer = inference.infer(request(inference));
        var report = Json.object().put("latencyMillis", answer.latency().toNanos() / 1e6);
        report.set("response", answer.body());
        answer(report, () -> print(answer));
        return ExitCode.OK;
    }

    private JsonNode request(Inference inference) {
        if (source.csv != null) {
            return InferenceRequest.of(
                    inference.metadata(), Rows.read(source.csv, most).without(drop));
        }
        var given = parse(source.data == null ? "" : source.data);
        return given.has("inputs") ? given : InferenceRequest.of(inference.metadata(), InferenceRequest.rows(given));
    }

    private static JsonNode parse(String data) {
        try {
            var json = Json.parse(data);
            if (json.isArray() || json.has("inputs")) {
                return json;
            }
        } catch (JacksonException e) {
            throw new UsageException("--data is no JSON: " + e.getOriginalMessage());
        }
        throw new UsageException("--data is neither an array of rows nor an object with \"inputs\".");
    }

    private void print(Inference.Answer answer) {
        var outputs = new ArrayList<JsonNode>();
        answer.body().path("outputs").forEach(outputs::add);
        var headings = new ArrayList<String>();
        headings.add("ROW");
        outputs.forEach(output -> headings.add(Json.text(output, "name").toUpperCase(java.util.Locale.ROOT)));
        var table = Table.of(headings);
        int rows = outputs.isEmpty() ? 0 : outputs.get(0).path("shape").path(0).asInt(0);
        for (int row = 0; row < rows; row++) {
            var cells = new ArrayList<String>();
            cells.add(String.valueOf(row + 1));
            for (var output : outputs) {
                cells.add(Outputs.row(output, row));
            }
            table.row(cells, text -> text);
        }
        table.print(shell().out(), style(), "The model answered with no outputs.");
        progress(Json.text(answer.body(), "model_name") + "@" + Json.text(answer.body(), "model_version") + "  "
                + Units.decimal(answer.latency().toNanos() / 1e6, 1) + " ms");
    }
}
