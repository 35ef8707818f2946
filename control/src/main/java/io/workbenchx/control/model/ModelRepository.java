package io.workbenchx.control.model;

import io.workbenchx.control.search.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables {@code ops.models}, {@code ops.model_tags} and {@code ops.model_aliases}. */
@Component
class ModelRepository {

    private static final RowMapper<RegisteredModel> MODEL = (row, n) -> new RegisteredModel(
            row.getObject("project_id", UUID.class),
            row.getString("name"),
            row.getString("description"),
            row.getInt("last_version"),
            row.getObject("created_by_run", UUID.class),
            row.getTimestamp("created_at").toInstant(),
            row.getTimestamp("updated_at").toInstant(),
            Map.of(),
            Map.of());

    private final JdbcClient jdbc;

    ModelRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<RegisteredModel> find(UUID projectId, String name) {
        return search(
                        Condition.of("m.project_id = ?", projectId).and(Condition.of("m.name = ?", name)),
                        new Condition("m.name", List.of()),
                        0,
                        1)
                .stream()
                .findFirst();
    }

    List<RegisteredModel> search(Condition where, Condition order, long offset, int limit) {
        List<Object> parameters = new ArrayList<>(where.parameters());
        parameters.addAll(order.parameters());
        parameters.add(limit);
        parameters.add(offset);
        List<RegisteredModel> found = jdbc.sql("select m.* from ops.models m where m.deleted_at is null and "
                        + where.sql() + " order by " + order.sql() + " limit ? offset ?")
                .params(parameters)
                .query(MODEL)
                .list();
        return found.isEmpty() ? found : described(found);
    }

    /** Makes the model, or brings a deleted one of this name back with none of its past but its version numbers; false when it is there. */
    boolean insert(UUID projectId, String name, String description, UUID user, @Nullable UUID run) {
        int inserted = jdbc.sql("""
                        insert into ops.models as m (project_id, name, description, created_by, created_by_run) values (?, ?, ?, ?, ?)
                        on conflict (project_id, name) do update set deleted_at = null, description = excluded.description,
                          created_by = excluded.created_by, created_by_run = excluded.created_by_run, updated_at = clock_timestamp()
                        where m.deleted_at is not null
                        """)
                .params(projectId, name, description, user)
                .param(run)
                .update();
        return inserted == 1;
    }

    void describe(UUID projectId, String name, String description) {
        jdbc.sql("""
                        update ops.models set description = ?, updated_at = clock_timestamp() where project_id = ? and name = ?
                        """).params(description, projectId, name).update();
    }

    /** Takes the next version number; holds the model's row, so that numbers follow one another. */
    int nextVersion(UUID projectId, String name) {
        return jdbc.sql("""
                        update ops.models set last_version = last_version + 1, updated_at = clock_timestamp()
                        where project_id = ? and name = ? returning last_version
                        """).params(projectId, name).query(Integer.class).single();
    }

    void delete(UUID projectId, String name) {
        jdbc.sql("delete from ops.model_aliases where project_id = ? and name = ?")
                .params(projectId, name)
                .update();
        jdbc.sql("delete from ops.model_tags where project_id = ? and name = ?")
                .params(projectId, name)
                .update();
        jdbc.sql("""
                        update ops.model_versions set deleted_at = clock_timestamp()
                        where project_id = ? and name = ? and deleted_at is null
                        """).params(projectId, name).update();
        jdbc.sql("update ops.models set deleted_at = clock_timestamp() where project_id = ? and name = ?")
                .params(projectId, name)
                .update();
    }

    void setTag(UUID projectId, String name, String key, String value) {
        jdbc.sql("""
                        insert into ops.model_tags (project_id, name, key, value) values (?, ?, ?, ?)
                        on conflict (project_id, name, key) do update set value = excluded.value
                        """).params(projectId, name, key, value).update();
    }

    void deleteTag(UUID projectId, String name, String key) {
        jdbc.sql("delete from ops.model_tags where project_id = ? and name = ? and key = ?")
                .params(projectId, name, key)
                .update();
    }

    void setAlias(UUID projectId, String name, String alias, int version) {
        jdbc.sql("""
                        insert into ops.model_aliases (project_id, name, alias, version) values (?, ?, ?, ?)
                        on conflict (project_id, name, alias) do update set version = excluded.version
                        """).params(projectId, name, alias, version).update();
    }

    void deleteAlias(UUID projectId, String name, String alias) {
        jdbc.sql("delete from ops.model_aliases where project_id = ? and name = ? and alias = ?")
                .params(projectId, name, alias)
                .update();
    }

    private List<RegisteredModel> described(List<RegisteredModel> found) {
        UUID projectId = found.get(0).projectId();
        String[] names = found.stream().map(RegisteredModel::name).toArray(String[]::new);
        Map<String, Map<String, String>> tags = new LinkedHashMap<>();
        jdbc.sql(
                        "select name, key, value from ops.model_tags where project_id = ? and name = any(?) order by name, key")
                .param(projectId)
                .param(names)
                .query(row -> {
                    tags.computeIfAbsent(row.getString("name"), name -> new LinkedHashMap<>())
                            .put(row.getString("key"), row.getString("value"));
                });
        Map<String, Map<String, Integer>> aliases = new LinkedHashMap<>();
        jdbc.sql("""
                        select name, alias, version from ops.model_aliases where project_id = ? and name = any(?) order by name, alias
                        """).param(projectId).param(names).query(row -> {
            aliases.computeIfAbsent(row.getString("name"), name -> new LinkedHashMap<>())
                    .put(row.getString("alias"), row.getInt("version"));
        });
        return found.stream()
                .map(model -> model.with(
                        tags.getOrDefault(model.name(), Map.of()), aliases.getOrDefault(model.name(), Map.of())))
                .toList();
    }
}
