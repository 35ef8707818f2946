package io.workbenchx.cli.demo;

import io.workbenchx.cli.shell.Json;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** The template's real data as a dataset version: content hash, schema and row count are the server's own findings. */
final class DatasetStep implements DemoStep {

    @Override
    public String title() {
        return "Dataset version with content hash, schema and row count";
    }

    @Override
    public String take(Journey journey) {
        var template = journey.template();
        var name = template.text("dataset", "name");
        var file = template.text("dataset", "file");
        var content = template.bytes(file);
        var version = journey.api()
                .upload(
                        journey.path("datasets", name, "versions")
                                .query("fileName", Path.of(file).getFileName())
                                .query("source", Json.text(template.at("dataset", "source")))
                                .query("licence", Json.text(template.at("dataset", "licence"))),
                        content);
        check(version, content);
        journey.facts().set("dataset", version);
        journey.detail("source: " + Json.text(template.at("dataset", "source")));
        journey.detail("licence: " + Json.text(template.at("dataset", "licence")));
        return name + "@" + Json.text(version, "version") + ": " + Json.text(version, "rows") + " rows, "
                + version.path("columns").size() + " columns, sha256 "
                + Json.text(version, "sha256").substring(0, 16) + "…";
    }

    private static void check(JsonNode version, byte[] content) {
        Journey.check(
                Json.text(version, "sha256").equals(sha256(content)),
                "The dataset version has another content hash than the file that was uploaded.");
        Journey.check(
                Json.number(version, "rows") > 0 && !version.path("columns").isEmpty(),
                "The dataset version has no rows or no columns.");
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
