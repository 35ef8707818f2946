package io.workbenchx.cli.schedule;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Table;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/** {@code wbx schedule list}. */
@Command(
        name = "list",
        description = "The project's schedules.",
        footer = {"", "Examples:", "  wbx schedules", "  wbx schedules --json"})
public final class ScheduleListCommand extends ProjectScopedCommand {

    ScheduleListCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var schedules = new Schedules(api(), project()).list();
        answer(schedules, () -> print(schedules));
        return ExitCode.OK;
    }

    private void print(JsonNode schedules) {
        var table = Table.of("NAME", "CRON", "TIMEZONE", "KIND", "STATE", "LAST RUN", "NEXT");
        for (var schedule : Json.items(schedules)) {
            table.row(
                    Json.text(schedule, "name"),
                    Json.text(schedule, "cron"),
                    Json.text(schedule, "timezone"),
                    Json.text(schedule, "kind"),
                    ScheduleView.state(schedule),
                    ScheduleView.lastRun(schedule),
                    ScheduleView.next(schedule));
        }
        table.print(shell().out(), style(), "No schedules yet. Make one: wbx schedule create NAME --cron '0 3 * * *'");
    }
}
