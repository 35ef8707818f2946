package io.workbenchx.cli.project;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx project show}. */
@Command(
        name = "show",
        description = "A project: its template, code and what is left of its budget.",
        footer = {"", "Examples:", "  wbx project show", "  wbx project show churn --json"})
final class ProjectShowCommand extends ProjectScopedCommand {

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The project (default: that of -p).")
    private @Nullable String name;

    ProjectShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var project = api().get(ApiPath.of("projects", name == null ? project() : name));
        answer(project, () -> print(project));
        return ExitCode.OK;
    }

    private void print(JsonNode project) {
        say("name      " + Json.text(project, "name"));
        say("template  " + Json.text(project, "template"));
        say("code      " + Json.text(project, "codeSha"));
        say("created   " + Json.text(project, "createdAt"));
        say("");
        budget(project).print(shell().out(), style(), "No budget is set: nothing can run.");
    }

    /** Limits, and what is gone of them. */
    static Table budget(JsonNode project) {
        var table = Table.of("BUDGET", "LIMIT", "SPENT", "RESERVED");
        for (var unit : Json.fields(project.path("budget"))) {
            table.row(
                    unit.getKey(),
                    Json.text(unit.getValue(), "limit"),
                    Json.text(unit.getValue(), "spent"),
                    Json.text(unit.getValue(), "reserved"));
        }
        return table;
    }
}
