package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.shell.Json;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A project made from the template, with a budget that pays for this journey. */
record ProjectStep(String templateName) implements DemoStep {

    private static final int USD = 5;
    private static final int CPU_SECONDS = 36_000;

    @Override
    public String title() {
        return "Project from template " + templateName + ", with a budget";
    }

    @Override
    public String take(Journey journey) {
        journey.use(Template.fetch(journey.api(), templateName));
        var existing = find(journey);
        existing.ifPresent(project -> refill(journey, project));
        if (existing.isEmpty()) {
            var request = Json.object().put("name", journey.project()).put("template", templateName);
            request.set("budget", budget(0, 0));
            journey.api().post(ApiPath.of("projects"), request);
        }
        journey.startMeter();
        var project = journey.api().get(ApiPath.of("projects", journey.project()));
        Journey.check(
                Json.text(project, "template").equals(templateName),
                "Project \"" + journey.project() + "\" was not made from template " + templateName
                        + ". Name another: wbx demo -p NAME");
        journey.facts()
                .putObject("project")
                .put("name", journey.project())
                .put("template", templateName)
                .put("codeSha", Json.text(project, "codeSha"))
                .set("budget", project.path("budget"));
        return "project " + journey.project() + (existing.isPresent() ? " (there already)" : "") + ", code "
                + shortened(journey.fact("project", "codeSha")) + ", budget $"
                + Json.text(project, "budget", "USD", "limit")
                + " and " + Json.text(project, "budget", "CPU_SECONDS", "limit") + " CPU s";
    }

    private static Optional<JsonNode> find(Journey journey) {
        try {
            return Optional.of(journey.api().get(ApiPath.of("projects", journey.project())));
        } catch (ApiException refused) {
            if (refused.problem().status() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    // The demo may be repeated as often as one likes, so what earlier journeys spent is added to the limit once half is
    // gone.
    private static void refill(Journey journey, JsonNode project) {
        double usd = used(project, "USD");
        double cpu = used(project, "CPU_SECONDS");
        if (left(project, "USD", usd) < USD / 2.0 || left(project, "CPU_SECONDS", cpu) < CPU_SECONDS / 2.0) {
            journey.api().put(ApiPath.of("projects", journey.project(), "budget"), budget(usd, cpu));
        }
    }

    private static double used(JsonNode project, String unit) {
        return Json.number(project, "budget", unit, "spent") + Json.number(project, "budget", unit, "reserved");
    }

    private static double left(JsonNode project, String unit, double used) {
        return Json.number(project, "budget", unit, "limit") - used;
    }

    private static ObjectNode budget(double usedUsd, double usedCpu) {
        return Json.object().put("USD", Math.ceil(usedUsd) + USD).put("CPU_SECONDS", Math.ceil(usedCpu) + CPU_SECONDS);
    }

    private static String shortened(String sha) {
        return sha.substring(0, Math.min(10, sha.length()));
    }
}
