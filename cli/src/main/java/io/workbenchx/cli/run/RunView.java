package io.workbenchx.cli.run;

import io.workbenchx.cli.client.Remedy;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import tools.jackson.databind.JsonNode;

/** Shows a run to a person. */
public record RunView(Shell shell) {

    /** Everything about a run on one screen. */
    public void show(JsonNode run) {
        line("run", Runs.id(run));
        line("what", Plain.line(Json.text(run, "kind") + "  " + Json.text(run, "summary")));
        line("state", shell.style().state(Json.text(run, "state")) + waiting(run));
        failure(run);
        line("by", Json.text(run, "createdBy") + " at " + Json.text(run, "createdAt"));
        line("took", took(run) + attempt(run));
        line("cost", cost(run));
        line("reproduces", Json.text(run, "reproduces"));
        line("lineage", run.path("lineageComplete").asBoolean(false) ? "complete" : "not complete");
        line("spec", "sha256 " + Json.text(run, "specSha256"));
        indented(run.path("spec"));
        if (run.path("result").isObject()) {
            line("result", " ");
            indented(run.path("result"));
        }
        line("workflow", Json.text(run, "workflowId"));
        line("temporal", Json.text(run, "temporalUrl"));
    }

    /** How a run ended, in a line or two. */
    public void ended(JsonNode run) {
        var style = shell.style();
        shell.out()
                .println("run " + Runs.id(run) + "  " + style.state(Json.text(run, "state")) + "  " + took(run) + "  "
                        + cost(run));
        failure(run);
    }

    /** The cost so far: what was spent per unit. */
    public static String cost(JsonNode run) {
        var text = new StringBuilder();
        for (var unit : Json.fields(run.path("cost"))) {
            double spent = Json.number(unit.getValue(), "spent");
            text.append(text.isEmpty() ? "" : ", ").append(amount(unit.getKey(), spent));
        }
        return text.toString();
    }

    public String took(JsonNode run) {
        var now = shell.clock().instant();
        var started = Json.text(run, "startedAt");
        return Units.between(
                started.isEmpty() ? Json.text(run, "createdAt") : started, Json.text(run, "finishedAt"), now);
    }

    private static String amount(String unit, double spent) {
        return switch (unit) {
            case "USD" -> Units.usd(spent);
            case "CPU_SECONDS" -> Units.decimal(spent, 2) + " CPU s";
            case "GPU_SECONDS" -> Units.decimal(spent, 2) + " GPU s";
            case "TOKENS" -> Units.decimal(spent, 0) + " tokens";
            default -> Units.decimal(spent, 2) + " " + unit;
        };
    }

    private void failure(JsonNode run) {
        var code = Json.text(run, "failure", "code");
        if (code.isEmpty()) {
            return;
        }
        line("failure", shell.style().bad(code) + "  " + Plain.lines(Json.text(run, "failure", "message")));
        Remedy.of(code).ifPresent(remedy -> line("", "→ " + remedy.replace("RUN", Runs.id(run))));
    }

    private static String waiting(JsonNode run) {
        var what = Json.text(run, "waitingFor");
        return what.isEmpty() ? "" : "  waiting for " + Plain.line(what);
    }

    private static String attempt(JsonNode run) {
        return Json.number(run, "attempt") > 1 ? "  (attempt " + Json.text(run, "attempt") + ")" : "";
    }

    private void indented(JsonNode tree) {
        if (tree.isContainer()) {
            Json.pretty(tree).lines().forEach(line -> shell.out().println("            " + line));
        }
    }

    private void line(String label, String value) {
        if (!value.isEmpty()) {
            shell.out().println(String.format("%-10s  %s", label, value));
        }
    }
}
