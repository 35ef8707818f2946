package io.workbenchx.control.reproduction;

import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Where the names in a run's spec point today, when that is elsewhere than the run was pinned to. */
@Component
class MovedInputs {

    private final CanonicalJson json;
    private final JdbcClient jdbc;

    MovedInputs(CanonicalJson json, JdbcClient jdbc) {
        this.json = json;
        this.jdbc = jdbc;
    }

    /** One sentence per input that has moved. */
    List<String> since(Project project, Run run) {
        JsonNode spec = json.read(run.spec());
        List<String> moved = new ArrayList<>();
        code(project, spec.path("code").asString(""), moved);
        for (JsonNode dataset : spec.path("datasets")) {
            dataset(project.id(), dataset, moved);
        }
        runtime(spec.path("runtime"), moved);
        return List.copyOf(moved);
    }

    private static void code(Project project, String used, List<String> moved) {
        String now = project.codeSha();
        if (now != null && !used.isEmpty() && !now.equals(used)) {
            moved.add("The project's code is at " + now + " now; the run used " + used + ".");
        }
    }

    private void dataset(UUID projectId, JsonNode dataset, List<String> moved) {
        String name = dataset.path("name").asString("");
        int used = dataset.path("version").asInt(0);
        jdbc.sql("""
                        select max(v.version) from ops.dataset_versions v join ops.datasets d on d.id = v.dataset_id
                        where d.project_id = ? and d.name = ?
                        """)
                .params(projectId, name)
                .query(Integer.class)
                .optional()
                .filter(newest -> newest != used)
                .ifPresent(newest -> moved.add(
                        "Dataset " + name + " has version " + newest + " now; the run used version " + used + "."));
    }

    private void runtime(JsonNode runtime, List<String> moved) {
        String digest = runtime.path("digest").asString("");
        jdbc.sql("select state from ops.runtimes where digest = ? and state <> 'APPROVED'")
                .param(digest)
                .query(String.class)
                .optional()
                .ifPresent(state -> moved.add("Runtime " + runtime.path("name").asString("") + " (" + digest + ") is "
                        + state + " now: the run cannot be repeated until it is approved."));
    }
}
