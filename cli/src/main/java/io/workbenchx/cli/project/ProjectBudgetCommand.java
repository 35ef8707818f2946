package io.workbenchx.cli.project;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx project budget}. */
@Command(
        name = "budget",
        description = "Set what a project may spend in all, what it spent already included.",
        footer = {
            "",
            "Examples:",
            "  wbx project budget churn USD=50",
            "  wbx project budget churn USD=50 CPU_SECONDS=90000"
        })
final class ProjectBudgetCommand extends RemoteCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The project.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "UNIT=AMOUNT", description = "USD or CPU_SECONDS.")
    private Map<String, BigDecimal> limits = new LinkedHashMap<>();

    ProjectBudgetCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var project = api().put(ApiPath.of("projects", name, "budget"), Json.tree(limits));
        answer(project, () -> ProjectShowCommand.budget(project).print(shell().out(), style(), "No budget is set."));
        return ExitCode.OK;
    }
}
