package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx policy set}. */
@Command(
        name = "set",
        description =
                "Put a policy in force; it replaces the one before as a whole, and runs that are admitted keep theirs.",
        footer = {
            "",
            "Examples:",
            "  wbx policy set policy.yaml --note 'two approvers for production'",
            "  wbx policy set policy.yaml --replaces 3"
        })
final class PolicySetCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "FILE", description = "The policy, YAML.")
    private Path file = Path.of("");

    @Option(names = "--note", paramLabel = "TEXT", description = "Why it changes.")
    private @Nullable String note;

    @Option(
            names = "--replaces",
            paramLabel = "N",
            description = "The version it was made from: refused when somebody else wrote one since.")
    private @Nullable Integer replaces;

    PolicySetCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("There is no file " + file + ". Check the path.");
        }
        var policy = api().replace(path("policy").query("note", note), file, replaces);
        answer(
                policy,
                () -> say("policy version " + Json.text(policy, "version") + " is in force, sha256 "
                        + Json.text(policy, "sha256")));
        return ExitCode.OK;
    }
}
