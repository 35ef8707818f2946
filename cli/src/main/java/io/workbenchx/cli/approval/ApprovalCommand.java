package io.workbenchx.cli.approval;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx approval}. */
@Command(
        description = "Approvals: what waits for a person, and what you say.",
        subcommands = {
            ApprovalListCommand.class,
            ApprovalVerbCommands.Show.class,
            ApprovalVerbCommands.Approve.class,
            ApprovalVerbCommands.Reject.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx approvals --mine",
            "  wbx approval show 0190b2c4-…",
            "  wbx approval approve 0190b2c4-… --reason 'reviewed the metrics'"
        })
public final class ApprovalCommand extends CommandGroup {}
