package io.workbenchx.cli.schedule;

import io.workbenchx.cli.command.CommandGroup;
import picocli.CommandLine.Command;

/** {@code wbx schedule}. */
@Command(
        description = "Schedules: start runs by the clock.",
        subcommands = {
            ScheduleListCommand.class,
            ScheduleCreateCommand.class,
            ScheduleVerbCommands.Show.class,
            ScheduleVerbCommands.Pause.class,
            ScheduleVerbCommands.Resume.class,
            ScheduleVerbCommands.Trigger.class,
            ScheduleVerbCommands.Delete.class
        },
        footer = {
            "",
            "Examples:",
            "  wbx schedule create nightly --cron '0 3 * * *' --dataset sales --runtime tabular",
            "  wbx schedules",
            "  wbx schedule pause nightly"
        })
public final class ScheduleCommand extends CommandGroup {}
