package io.workbenchx.cli.evidence;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx evidence}. */
@Command(
        description = "Evidence bundles: one file that proves what a run did.",
        subcommands = {EvidenceGetCommand.class, EvidenceVerifyCommand.class},
        footer = {
            "",
            "Examples:",
            "  wbx evidence get 0198c0de-… -o run.evidence.jsonl",
            "  wbx evidence verify run.evidence.jsonl"
        })
public final class EvidenceCommand extends CommandGroup {}
