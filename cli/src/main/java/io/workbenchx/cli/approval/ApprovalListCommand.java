package io.workbenchx.cli.approval;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code wbx approval list}. */
@Command(
        name = "list",
        description = "Approvals of the project, or those that you may decide on in all projects.",
        footer = {"", "Examples:", "  wbx approvals --mine", "  wbx approvals --state pending"})
public final class ApprovalListCommand extends ProjectScopedCommand {

    @Option(names = "--mine", description = "Only what you may decide on, in all projects.")
    private boolean mine;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "pending, approved, rejected, expired or cancelled (default: all).")
    private @Nullable String state;

    ApprovalListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var approvals =
                api().get(mine ? ApiPath.of("approvals") : path("approvals").query("state", state));
        answer(approvals, () -> print(approvals));
        return ExitCode.OK;
    }

    private void print(JsonNode approvals) {
        var table = Table.of("ID", "PROJECT", "SUBJECT", "STATE", "ASKED BY", "ROLE", "GIVEN", "EXPIRES");
        for (var approval : Json.items(approvals)) {
            table.row(
                    Json.text(approval, "id"),
                    Json.text(approval, "project"),
                    Json.text(approval, "subject"),
                    Json.text(approval, "state"),
                    Json.text(approval, "requester"),
                    Json.text(approval, "role"),
                    approval.path("decisions").size() + "/" + Json.text(approval, "approvers"),
                    Json.text(approval, "expiresAt"));
        }
        table.print(shell().out(), style(), mine ? "Nothing waits for you." : "No approvals.");
    }
}
