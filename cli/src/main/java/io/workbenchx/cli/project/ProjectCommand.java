package io.workbenchx.cli.project;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx project}. */
@Command(
        description = "Projects: list, create, show, change the budget, archive, restore.",
        subcommands = {
            ProjectListCommand.class,
            ProjectCreateCommand.class,
            ProjectShowCommand.class,
            ProjectBudgetCommand.class,
            ProjectArchiveCommand.class,
            ProjectRestoreCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx projects",
            "  wbx project create churn --template tabular-classifier --budget USD=20",
            "  wbx project show churn",
            "  wbx project budget churn USD=50"
        })
public final class ProjectCommand extends CommandGroup {}
