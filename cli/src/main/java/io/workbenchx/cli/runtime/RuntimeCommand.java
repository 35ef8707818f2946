package io.workbenchx.cli.runtime;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx runtime}. */
@Command(
        description = "Runtimes: build from a lock file, register an image, approve, revoke, list.",
        subcommands = {
            RuntimeListCommand.class,
            RuntimeBuildCommand.class,
            RuntimeRegisterCommand.class,
            RuntimeDecisionCommands.Approve.class,
            RuntimeDecisionCommands.Revoke.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx runtimes",
            "  wbx runtime build tabular --lock requirements.lock",
            "  wbx runtime register vision --image registry.example.org/team/vision@sha256:…",
            "  wbx runtime approve tabular"
        })
public final class RuntimeCommand extends CommandGroup {}
