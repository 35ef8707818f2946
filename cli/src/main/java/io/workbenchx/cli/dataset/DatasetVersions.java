package io.workbenchx.cli.dataset;

import io.workbenchx.cli.shell.Json;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads what the workbench says about datasets: a list of their versions. */
final class DatasetVersions {

    private static final int DIGITS_SHOWN = 12;

    private DatasetVersions() {}

    /** The newest version of each dataset. */
    static Collection<JsonNode> newest(List<JsonNode> versions) {
        var newest = new LinkedHashMap<String, JsonNode>();
        versions.forEach(version -> newest.merge(Json.text(version, "name"), version, DatasetVersions::newer));
        return newest.values();
    }

    static String shortDigest(JsonNode version) {
        var digest = Json.text(version, "sha256");
        return digest.substring(0, Math.min(DIGITS_SHOWN, digest.length()));
    }

    private static JsonNode newer(JsonNode one, JsonNode other) {
        return Json.number(one, "version") >= Json.number(other, "version") ? one : other;
    }
}
