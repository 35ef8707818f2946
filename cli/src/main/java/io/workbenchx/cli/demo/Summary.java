package io.workbenchx.cli.demo;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Style;
import io.workbenchx.cli.shell.Units;
import java.io.PrintStream;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** The whole journey on one screen. */
record Summary(PrintStream out, Style style, JsonNode facts) {

    void print(Duration took, Cost cost, boolean stopped) {
        out.println();
        out.println(style.good("Every step worked.") + "  " + Units.duration(took) + ", " + cost);
        out.println();
        line(
                "project",
                fact("project", "name") + "  template " + fact("project", "template") + ", code "
                        + fact("project", "codeSha"));
        line(
                "dataset",
                fact("dataset", "name") + "@" + fact("dataset", "version") + "  " + fact("dataset", "rows")
                        + " rows, sha256 " + fact("dataset", "sha256"));
        line("runtime", fact("runtime", "name") + "  " + fact("runtime", "digest"));
        for (var training : facts.path("trainings")) {
            line("training", Json.text(training, "run") + "  " + metrics(training.path("metrics")));
        }
        line("model", fact("model", "name") + "@" + fact("model", "version") + "  from run " + fact("model", "run"));
        line("deployment", fact("deploymentRun"));
        line("endpoint", fact("endpoint", "url"));
        line("schedule", fact("schedule", "name") + "  paused; its run: " + fact("schedule", "run"));
        for (var bundle : facts.path("evidence")) {
            line("evidence", style.good("VALID") + "  " + Json.text(bundle, "file"));
        }
        out.println();
        line("api", fact("workbench", "url") + "  OpenAPI: " + fact("workbench", "openApi"));
        line("Temporal", fact("workbench", "temporalUi"));
        if (stopped) {
            line("stopped", "start it again: wbx up");
        } else {
            next();
        }
    }

    private void next() {
        var project = " -p " + fact("project", "name");
        line("try", "wbx runs" + project);
        line("", "wbx compare" + project + " " + String.join(" ", runs()));
        line("", "wbx evidence verify " + Json.text(facts.path("evidence").path(0), "file"));
        line("stop it", "wbx down");
    }

    private java.util.List<String> runs() {
        var runs = new java.util.ArrayList<String>();
        facts.path("trainings").forEach(training -> runs.add(Json.text(training, "run")));
        return runs;
    }

    private static String metrics(JsonNode metrics) {
        var text = new StringBuilder();
        for (var metric : Json.fields(metrics)) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(metric.getKey())
                    .append(' ')
                    .append(Units.decimal(metric.getValue().asDouble(0), 4));
        }
        return text.toString();
    }

    private String fact(String... path) {
        return Json.text(facts, path);
    }

    private void line(String label, String value) {
        if (!value.isBlank()) {
            out.println(String.format("  %-11s %s", label, value));
        }
    }
}
