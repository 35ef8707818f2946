package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.CliConfig;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.evidence.Bundle;
import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ArrayNode;

/** The proof: bundles of the training and of the deployment are valid without the workbench, and not after one byte was changed. */
final class EvidenceStep implements DemoStep {

    @Override
    public String title() {
        return "Evidence bundles, verified offline; one changed byte is found";
    }

    @Override
    public String take(Journey journey) {
        var bundles = journey.facts().putArray("evidence");
        prove(journey, bundles, "training", journey.fact("model", "run"));
        prove(journey, bundles, "deployment", journey.fact("deploymentRun"));
        return "training and deployment: VALID; after one changed byte: INVALID, naming "
                + Json.text(bundles.path(0), "alteredRecord") + " and " + Json.text(bundles.path(1), "alteredRecord");
    }

    private static void prove(Journey journey, ArrayNode bundles, String what, String run) {
        try {
            Files.createDirectories(journey.directory());
            var file = journey.directory().resolve(what + "-" + run + ".evidence.jsonl");
            var key = CliConfig.load(journey.shell()).evidenceKey();
            var verdict =
                    Bundle.fetch(journey.api(), journey.project(), run, file).verify(key);
            Journey.check(
                    verdict.path("valid").asBoolean(false),
                    "The bundle " + file + " is not valid: " + Json.write(verdict));
            journey.detail("VALID    " + file);
            var altered = new Bundle(alter(file)).verify(key);
            Journey.check(
                    !altered.path("valid").asBoolean(true)
                            && !Json.text(altered, "record").isEmpty(),
                    "The altered bundle of " + run + " passes as valid.");
            journey.detail("INVALID  with one byte changed: " + Json.text(altered, "record") + ", "
                    + Json.text(altered, "reason"));
            bundles.addObject()
                    .put("of", what)
                    .put("run", run)
                    .put("file", file.toString())
                    .put("verdict", "VALID")
                    .put("alteredRecord", Json.text(altered, "record"));
        } catch (IOException e) {
            throw new CommandException("The evidence cannot be stored in " + journey.directory() + ": " + e.getMessage()
                    + ". Name another directory: --evidence DIR");
        }
    }

    /** A copy in which one letter of what the log says about who acted is another. */
    private static Path alter(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        var text = new String(bytes, StandardCharsets.ISO_8859_1);
        int actor = text.indexOf("\"actor\":\"", text.indexOf('\n'));
        int at = actor < 0 ? bytes.length * 2 / 3 : actor + "\"actor\":\"".length();
        bytes[at] ^= 1;
        var copy = file.resolveSibling(file.getFileName().toString().replace(".evidence.", ".altered."));
        return Files.write(copy, bytes);
    }
}
