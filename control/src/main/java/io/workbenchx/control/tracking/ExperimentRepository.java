package io.workbenchx.control.tracking;

import io.workbenchx.control.search.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables {@code ops.experiments} and {@code ops.experiment_tags}. */
@Component
class ExperimentRepository {

    private static final String SELECT =
            "select e.project_id, e.id, e.name, e.lifecycle, e.created_at, e.updated_at from ops.experiments e ";

    private final JdbcClient jdbc;

    ExperimentRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Tag(String experimentId, String key, String value) {}

    Optional<Experiment> find(UUID projectId, String id) {
        return jdbc.sql(SELECT + "where project_id = ? and id = ?")
                .params(projectId, id)
                .query(Experiment.class)
                .optional();
    }

    Optional<Experiment> findByName(UUID projectId, String name) {
        return jdbc.sql(SELECT + "where project_id = ? and name = ?")
                .params(projectId, name)
                .query(Experiment.class)
                .optional();
    }

    List<Experiment> search(Condition where, Condition order, long offset, int limit) {
        List<Object> parameters = new ArrayList<>(where.parameters());
        parameters.addAll(order.parameters());
        parameters.add(limit);
        parameters.add(offset);
        return jdbc.sql(SELECT + "where " + where.sql() + " order by " + order.sql() + " limit ? offset ?")
                .params(parameters)
                .query(Experiment.class)
                .list();
    }

    /** Returns false when the id or the name is taken. */
    boolean insert(UUID projectId, String id, String name) {
        return jdbc.sql("insert into ops.experiments (project_id, id, name) values (?, ?, ?) on conflict do nothing")
                        .params(projectId, id, name)
                        .update()
                == 1;
    }

    void rename(Experiment experiment, String name) {
        jdbc.sql("update ops.experiments set name = ?, updated_at = now() where project_id = ? and id = ?")
                .params(name, experiment.projectId(), experiment.id())
                .update();
    }

    void setLifecycle(Experiment experiment, String lifecycle) {
        jdbc.sql("update ops.experiments set lifecycle = ?, updated_at = now() where project_id = ? and id = ?")
                .params(lifecycle, experiment.projectId(), experiment.id())
                .update();
    }

    void setTag(Experiment experiment, String key, String value) {
        jdbc.sql("""
                        insert into ops.experiment_tags (project_id, experiment_id, key, value) values (?, ?, ?, ?)
                        on conflict (project_id, experiment_id, key) do update set value = excluded.value
                        """)
                .params(experiment.projectId(), experiment.id(), key, value)
                .update();
    }

    boolean deleteTag(Experiment experiment, String key) {
        return jdbc.sql("delete from ops.experiment_tags where project_id = ? and experiment_id = ? and key = ?")
                        .params(experiment.projectId(), experiment.id(), key)
                        .update()
                == 1;
    }

    Map<String, Map<String, String>> tags(UUID projectId, List<String> ids) {
        Map<String, Map<String, String>> tags = new LinkedHashMap<>();
        jdbc.sql("""
                        select experiment_id, key, value from ops.experiment_tags
                        where project_id = ? and experiment_id = any(?) order by experiment_id, key
                        """)
                .param(projectId)
                .param(ids.toArray(String[]::new))
                .query(Tag.class)
                .list()
                .forEach(tag -> tags.computeIfAbsent(tag.experimentId(), id -> new LinkedHashMap<>())
                        .put(tag.key(), tag.value()));
        return tags;
    }
}
