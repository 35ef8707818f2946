package io.workbenchx.control.encryption;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Which project a workflow belongs to, told by its id: {@code <project>/<kind>/<run>}. A project keeps its name for ever, so that what was
 * found once is remembered: names are looked up for every payload.
 */
@Component
class ProjectNames {

    private final Map<String, UUID> known = new ConcurrentHashMap<>();
    private final KeyDatabase database;

    ProjectNames(KeyDatabase database) {
        this.database = database;
    }

    /** The project of a workflow, or nothing when its id names none. */
    Optional<UUID> ofWorkflow(String workflowId) {
        int end = workflowId.indexOf('/');
        if (end <= 0) {
            return Optional.empty();
        }
        String name = workflowId.substring(0, end);
        UUID project = known.get(name);
        if (project != null) {
            return Optional.of(project);
        }
        Optional<UUID> found = database.asWorkbench(jdbc -> jdbc.sql("select id from ops.projects where name = ?")
                .param(name)
                .query(UUID.class)
                .optional());
        found.ifPresent(id -> known.put(name, id));
        return found;
    }
}
