package io.workbenchx.control.evidence;

import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.evidence.Materials.Material;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The statement that is signed: in-toto v1 with SLSA v1 provenance, whose byproducts are the records of the bundle. */
@Component
class Provenance {

    private final CanonicalJson json;

    Provenance(CanonicalJson json) {
        this.json = json;
    }

    /** The statement as the bytes that are signed. */
    byte[] statement(
            Project project,
            Run run,
            List<Artifact> artifacts,
            List<Material> materials,
            List<BundleRecord> records,
            String keyId) {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", "https://in-toto.io/Statement/v1");
        statement.put("subject", subjects(artifacts, records));
        statement.put("predicateType", "https://slsa.dev/provenance/v1");
        statement.put(
                "predicate",
                Map.of(
                        "buildDefinition", buildDefinition(project, run, materials),
                        "runDetails", runDetails(run, records, keyId)));
        return json.write(statement).getBytes(StandardCharsets.UTF_8);
    }

    /** Name of an artifact in a bundle: its path in the run, or with the owner before it. */
    static String nameOf(Artifact artifact) {
        return artifact.owner().equals("runs/" + artifact.runId())
                ? artifact.path()
                : artifact.owner() + "/" + artifact.path();
    }

    /** A statement must be about something: a run that made nothing is itself the subject. */
    private static List<Object> subjects(List<Artifact> artifacts, List<BundleRecord> records) {
        if (artifacts.isEmpty()) {
            BundleRecord run = records.get(0);
            return List.of(descriptor(run.name(), run.sha256()));
        }
        return artifacts.stream()
                .map(artifact -> (Object) descriptor(nameOf(artifact), artifact.sha256()))
                .toList();
    }

    private Map<String, Object> buildDefinition(Project project, Run run, List<Material> materials) {
        return Map.of(
                "buildType",
                "urn:wbx:run:" + run.kind() + ":v1",
                "externalParameters",
                json.read(run.spec()),
                "internalParameters",
                Map.of("project", project.name(), "priority", run.priority()),
                "resolvedDependencies",
                materials);
    }

    private static Map<String, Object> runDetails(Run run, List<BundleRecord> records, String keyId) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("invocationId", run.id());
        metadata.put("startedOn", run.startedAt() == null ? run.createdAt() : run.startedAt());
        if (run.finishedAt() != null) {
            metadata.put("finishedOn", run.finishedAt());
        }
        return Map.of(
                "builder", Map.of("id", "urn:wbx:workbench:" + keyId),
                "metadata", metadata,
                "byproducts", records.stream().map(Provenance::byproduct).toList());
    }

    private static Map<String, Object> byproduct(BundleRecord record) {
        Map<String, Object> descriptor = new LinkedHashMap<>(descriptor(record.name(), record.sha256()));
        descriptor.put("annotations", Map.of("offset", record.offset(), "length", record.length()));
        return descriptor;
    }

    private static Map<String, Object> descriptor(String name, String sha256) {
        return Map.of("name", name, "digest", Map.of("sha256", sha256));
    }
}
