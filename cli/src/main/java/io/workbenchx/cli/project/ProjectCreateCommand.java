package io.workbenchx.cli.project;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx project create}. */
@Command(
        name = "create",
        description = "Create a project, with code from a template and a budget.",
        footer = {
            "",
            "Examples:",
            "  wbx project create churn",
            "  wbx project create churn --template tabular-classifier --budget USD=20 --budget CPU_SECONDS=36000"
        })
final class ProjectCreateCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits and dashes.")
    private String name = "";

    @Option(names = "--template", paramLabel = "NAME", description = "Template the project's code comes from.")
    private @Nullable String template;

    @Option(
            names = "--budget",
            paramLabel = "UNIT=AMOUNT",
            description = "What the project may spend: USD or CPU_SECONDS. Repeatable.")
    private Map<String, BigDecimal> budget = new LinkedHashMap<>();

    ProjectCreateCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = Json.object().put("name", name);
        if (template != null) {
            request.put("template", template);
        }
        if (!budget.isEmpty()) {
            request.set("budget", Json.tree(budget));
        }
        var project = api().post(ApiPath.of("projects"), request);
        answer(project, () -> say("Project " + name + " created. Use it: -p " + name + ", or WBX_PROJECT=" + name));
        return ExitCode.OK;
    }
}
