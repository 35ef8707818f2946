package io.workbenchx.cli.dataset;

import io.workbenchx.cli.shell.Json;
import tools.jackson.databind.JsonNode;

/** Reads dataset answers, which carry their versions newest first or name only the latest. */
final class DatasetVersions {

    private static final int DIGITS_SHOWN = 12;

    private DatasetVersions() {}

    static JsonNode latest(JsonNode dataset) {
        if (dataset.path("latest").isObject()) {
            return dataset.path("latest");
        }
        JsonNode latest = dataset;
        for (var version : dataset.path("versions")) {
            if (latest == dataset || Json.number(version, "version") > Json.number(latest, "version")) {
                latest = version;
            }
        }
        return latest;
    }

    static String shortDigest(JsonNode version) {
        var digest = Json.text(version, "sha256");
        return digest.substring(0, Math.min(DIGITS_SHOWN, digest.length()));
    }
}
