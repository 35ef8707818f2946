package io.workbenchx.cli.project;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx project}. */
@Command(
        description = "Projects: list, create, show.",
        subcommands = {ProjectListCommand.class, ProjectCreateCommand.class, ProjectShowCommand.class},
        footer = {
            "",
            "Examples:",
            "  wbx projects",
            "  wbx project create churn --template tabular-classifier --budget USD=20",
            "  wbx project show churn"
        })
public final class ProjectCommand extends CommandGroup {}
