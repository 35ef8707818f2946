package io.workbenchx.cli.model;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import io.workbenchx.cli.shell.Units;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx models}. */
@Command(
        description = "The project's registered models, or the versions of one.",
        footer = {"", "Examples:", "  wbx models", "  wbx models breast-cancer", "  wbx models --json"})
public final class ModelsCommand extends ProjectScopedCommand {

    @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Show this model's versions.")
    private @Nullable String model;

    ModelsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var models = new Models(api(), project());
        if (model == null) {
            var all = models.list();
            answer(all, () -> printModels(all));
        } else {
            var one = models.get(model);
            answer(one, () -> printVersions(one));
        }
        return ExitCode.OK;
    }

    private void printModels(JsonNode all) {
        var table = Table.of("NAME", "LATEST", "AGE");
        for (var one : Json.items(all)) {
            table.row(Json.text(one, "name"), Json.text(one, "latestVersion"), age(one));
        }
        table.print(shell().out(), style(), "No models yet. Make one from a run: wbx promote RUN NAME");
    }

    private void printVersions(JsonNode one) {
        var table = Table.of("VERSION", "RUN", "MODEL ID", "DIGEST", "AGE");
        for (var version : one.path("versions")) {
            var digest = Json.text(version, "digest");
            table.row(
                    Json.text(version, "version"),
                    Json.text(version, "run"),
                    Json.text(version, "modelId"),
                    digest.substring(0, Math.min(19, digest.length())),
                    age(version));
        }
        table.print(shell().out(), style(), "No versions yet. Make one from a run: wbx promote RUN " + model);
    }

    private String age(JsonNode node) {
        return Units.age(Json.text(node, "createdAt"), shell().clock().instant());
    }
}
