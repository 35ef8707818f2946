package io.workbenchx.control.evidence;

import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What a run was made from, read from its pinned spec: the kinds share the names of what they bind. */
@Component
public class Materials {

    private final CanonicalJson json;
    private final JdbcClient jdbc;

    Materials(CanonicalJson json, JdbcClient jdbc) {
        this.json = json;
        this.jdbc = jdbc;
    }

    /**
     * A resource descriptor of in-toto.
     *
     * @param digest algorithm to lower-case hex
     */
    public record Material(String name, Map<String, String> digest) {
        static Material sha256(String name, String sha256) {
            return new Material(name, Map.of("sha256", sha256.replace("sha256:", "")));
        }
    }

    /** Everything the pinned spec binds, with digests. */
    public List<Material> of(Run run) {
        JsonNode spec = json.read(run.spec());
        List<Material> materials = new ArrayList<>();
        code(run, spec.path("code").asString(""), materials);
        for (JsonNode dataset : spec.path("datasets")) {
            materials.add(Material.sha256(
                    "dataset " + text(dataset, "name") + "@"
                            + dataset.path("version").asString(""),
                    text(dataset, "sha256")));
        }
        model(spec, materials);
        runtime(spec.path("runtime"), materials);
        return materials.stream()
                .filter(material -> material.digest().values().stream().noneMatch(String::isEmpty))
                .toList();
    }

    private void code(Run run, String sha, List<Material> materials) {
        if (sha.matches("[0-9a-f]{40}")) {
            materials.add(new Material("code", Map.of("gitCommit", sha)));
            jdbc.sql("select bundle_sha256 from ops.code_versions where project_id = ? and sha = ?")
                    .params(run.projectId(), sha)
                    .query(String.class)
                    .optional()
                    .ifPresent(bundle -> materials.add(Material.sha256("code bundle", bundle)));
        }
    }

    private static void model(JsonNode spec, List<Material> materials) {
        if (!text(spec, "modelDigest").isEmpty()) {
            materials.add(Material.sha256(
                    "model " + text(spec, "model") + "@" + spec.path("version").asString(""),
                    text(spec, "modelDigest")));
        }
        for (JsonNode file : spec.path("files")) {
            materials.add(Material.sha256("model file " + text(file, "path"), text(file, "sha256")));
        }
    }

    private static void runtime(JsonNode runtime, List<Material> materials) {
        String name = text(runtime, "name");
        materials.add(Material.sha256("runtime " + name, text(runtime, "digest")));
        materials.add(Material.sha256("runtime " + name + " lock file", text(runtime, "lockSha256")));
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }
}
