package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx policy}. */
@Command(
        description = "Policy of a project: what may run, on which data, at what cost, and who must approve it.",
        subcommands = {
            PolicyShowCommand.class,
            PolicySetCommand.class,
            PolicyVersionsCommand.class,
            PolicyDiffCommand.class,
            PolicyCheckCommand.class,
            PolicyAnswerCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx policy show > policy.yaml",
            "  wbx policy set policy.yaml --note 'two approvers for production'",
            "  wbx policy check --dataset sales --runtime tabular"
        })
public final class PolicyCommand extends CommandGroup {}
