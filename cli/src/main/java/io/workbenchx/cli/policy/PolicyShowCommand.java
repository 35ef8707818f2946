package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx policy show}. */
@Command(
        name = "show",
        description = "The policy in force, as the YAML it was written in.",
        footer = {"", "Examples:", "  wbx policy show > policy.yaml", "  wbx policy show 3"})
final class PolicyShowCommand extends ProjectScopedCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "VERSION",
            description = "An earlier version (default: the one in force); 0 is the default of this build.")
    private @Nullable Integer version;

    PolicyShowCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var policy = api().get(version == null ? path("policy") : path("policy", "versions", version.toString()));
        answer(policy, () -> shell().out().print(Json.text(policy, "yaml")));
        return ExitCode.OK;
    }
}
