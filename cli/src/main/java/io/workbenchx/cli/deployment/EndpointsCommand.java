package io.workbenchx.cli.deployment;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx endpoints}. */
@Command(
        description = "The project's endpoints: what they serve, how often they were asked, how fast they answer.",
        footer = {"", "Examples:", "  wbx endpoints", "  wbx endpoints breast-cancer --json"})
public final class EndpointsCommand extends ProjectScopedCommand {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Only this endpoint.")
    private @Nullable String name;

    EndpointsCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var endpoints = new Endpoints(api(), project());
        var found = name == null ? endpoints.list() : endpoints.get(name);
        answer(found, () -> print(found));
        return ExitCode.OK;
    }

    private void print(JsonNode found) {
        var table = Table.of("NAME", "STATE", "MODEL", "REPLICAS", "REQUESTS", "ERRORS", "P50 MS", "P95 MS", "URL");
        for (var endpoint : name == null ? Json.items(found) : java.util.List.of(found)) {
            table.row(
                    Json.text(endpoint, "name"),
                    Json.text(endpoint, "state"),
                    ServedModel.of(endpoint).toString(),
                    Json.text(endpoint, "replicas"),
                    Json.text(endpoint, "requests"),
                    Json.text(endpoint, "errors"),
                    Json.text(endpoint, "latency", "p50"),
                    Json.text(endpoint, "latency", "p95"),
                    Json.text(endpoint, "url"));
        }
        table.print(shell().out(), style(), "No endpoints yet. Make one: wbx deploy MODEL");
    }
}
