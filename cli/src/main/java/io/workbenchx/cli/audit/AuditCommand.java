package io.workbenchx.cli.audit;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx audit}. */
@Command(
        description = "Who ran what on which data, and who did what else.",
        subcommands = {
            AuditListCommand.class,
            AuditExportCommand.class,
            AuditVerifyCommand.class,
            AuditCheckpointCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx audit list --dataset churn@3",
            "  wbx audit export --from 2026-01-01 -o audit.csv",
            "  wbx audit verify"
        })
public final class AuditCommand extends CommandGroup {}
