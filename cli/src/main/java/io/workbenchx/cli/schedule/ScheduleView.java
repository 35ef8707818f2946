package io.workbenchx.cli.schedule;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import tools.jackson.databind.JsonNode;

/** Shows a schedule to a person. */
public record ScheduleView(Shell shell) {

    public void show(JsonNode schedule) {
        line("schedule", Json.text(schedule, "name"));
        line("state", shell.style().state(state(schedule)));
        line("cron", Json.text(schedule, "cron") + "  " + Json.text(schedule, "timezone"));
        line("kind", Json.text(schedule, "kind"));
        line("last run", lastRun(schedule));
        line("outcome", Plain.line(Json.text(schedule, "lastOutcome")));
        line("next", next(schedule));
    }

    /** ACTIVE or PAUSED. */
    public static String state(JsonNode schedule) {
        var state = Json.text(schedule, "state");
        if (!state.isEmpty()) {
            return state;
        }
        return schedule.path("paused").asBoolean(false) ? "PAUSED" : "ACTIVE";
    }

    /** The id of the run it started last; "" before the first. */
    public static String lastRun(JsonNode schedule) {
        var run = Json.text(schedule, "lastRun", "id");
        return run.isEmpty() ? Json.text(schedule, "lastRun") : run;
    }

    static String next(JsonNode schedule) {
        return Json.text(schedule, "nextAt");
    }

    private void line(String label, String value) {
        if (!value.isBlank()) {
            shell.out().println(String.format("%-9s %s", label, value));
        }
    }
}
