package io.workbenchx.cli.demo;

import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.runtime.Runtimes;
import io.workbenchx.cli.shell.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** A locked Python environment: built from the template's lock file by a run, then approved; one of this lock is used again. */
final class RuntimeStep implements DemoStep {

    @Override
    public String title() {
        return "Runtime from a lock file with hashes, built and approved";
    }

    @Override
    public String take(Journey journey) {
        var runtimes = new Runtimes(journey.api());
        var name = journey.template().text("runtime", "name");
        var lock = journey.template().file(journey.template().text("runtime", "lock"));
        var existing = find(runtimes, name, DatasetStep.sha256(lock.getBytes(StandardCharsets.UTF_8)));
        var id = existing.map(runtime -> Json.text(runtime, "id")).orElseGet(() -> build(journey, name, lock));
        var state = Json.text(runtimes.get(id), "state");
        if (state.equals("PENDING")) {
            runtimes.decide(id, "approve");
        }
        var runtime = runtimes.get(id);
        Journey.check(
                Json.text(runtime, "state").equals("APPROVED"),
                "Runtime " + id + " is " + Json.text(runtime, "state") + ", not APPROVED.");
        journey.facts().set("runtime", runtime);
        return name + (existing.isPresent() ? " (built before)" : "") + ", " + Json.text(runtime, "interpreter") + ", "
                + Json.text(runtime, "digest") + ", " + Json.text(runtime, "state");
    }

    // One line per package says less than how many there are, which is a line of its own.
    private static void show(Journey journey, String line) {
        if (!line.startsWith(" + ") && !line.startsWith("Downloading ")) {
            journey.detail(line);
        }
    }

    private static Optional<JsonNode> find(Runtimes runtimes, String name, String lockSha256) {
        return Json.items(runtimes.list()).stream()
                .filter(runtime -> Json.text(runtime, "name").equals(name))
                .filter(runtime -> Json.text(runtime, "lockSha256").equals(lockSha256))
                .filter(runtime -> !Json.text(runtime, "state").equals("REVOKED"))
                .findFirst();
    }

    private static String build(Journey journey, String name, String lock) {
        var spec = Json.object().put("name", name).put("lock", lock);
        var run = journey.runs().start(Runs.request("environment", spec));
        journey.detail("run " + Runs.id(run) + " builds it");
        var ended = journey.succeeded(journey.runs().tail(Runs.id(run), new Lines(line -> show(journey, line))));
        journey.facts().put("environmentRun", Runs.id(ended));
        return Json.text(ended, "result", "runtimeId");
    }
}
