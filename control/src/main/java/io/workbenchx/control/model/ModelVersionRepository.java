package io.workbenchx.control.model;

import io.workbenchx.control.search.Condition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tables of model versions: what they are, their files, their tags. */
@Component
class ModelVersionRepository {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};
    private static final TypeReference<List<String>> ALIASES = new TypeReference<>() {};
    private static final TypeReference<List<ModelFile>> FILES = new TypeReference<>() {};

    private static final String SELECT = """
            select mv.*, u.name as user_name,
              (select coalesce(jsonb_object_agg(t.key, t.value), '{}') from ops.model_version_tags t
                where t.project_id = mv.project_id and t.name = mv.name and t.version = mv.version) as tags,
              (select coalesce(jsonb_agg(a.alias order by a.alias), '[]') from ops.model_aliases a
                where a.project_id = mv.project_id and a.name = mv.name and a.version = mv.version) as aliases,
              (select coalesce(jsonb_agg(jsonb_build_object('path', f.path, 'sha256', f.sha256, 'bytes', f.bytes, 'mediaType', f.media_type)
                  order by f.path collate "C"), '[]') from ops.model_version_artifacts f
                where f.project_id = mv.project_id and f.name = mv.name and f.version = mv.version) as files
            from ops.model_versions mv left join ops.users u on u.id = mv.created_by
            where mv.deleted_at is null and\s""";

    private final JdbcClient jdbc;

    ModelVersionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What a version is made of. */
    record NewVersion(
            UUID projectId,
            String name,
            int version,
            @Nullable UUID runId,
            @Nullable String modelId,
            String source,
            String digest,
            String description,
            UUID user,
            Map<String, String> tags,
            List<ModelFile> files) {}

    Optional<ModelVersion> find(UUID projectId, String name, int version) {
        return jdbc.sql(SELECT + "mv.project_id = ? and mv.name = ? and mv.version = ?")
                .params(projectId, name, version)
                .query((row, n) -> read(row))
                .optional();
    }

    /** The newest version made from a logged model. */
    Optional<ModelVersion> ofLoggedModel(UUID projectId, String name, String modelId) {
        return jdbc.sql(SELECT
                        + "mv.project_id = ? and mv.name = ? and mv.model_id = ? order by mv.version desc limit 1")
                .params(projectId, name, modelId)
                .query((row, n) -> read(row))
                .optional();
    }

    List<ModelVersion> search(Condition where, Condition order, long offset, int limit) {
        List<Object> parameters = new ArrayList<>(where.parameters());
        parameters.addAll(order.parameters());
        parameters.add(limit);
        parameters.add(offset);
        return jdbc.sql(SELECT + where.sql() + " order by " + order.sql() + " limit ? offset ?")
                .params(parameters)
                .query((row, n) -> read(row))
                .list();
    }

    void insert(NewVersion made) {
        jdbc.sql("""
                        insert into ops.model_versions
                          (project_id, name, version, source, digest, description, created_by, run_id, model_id)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)
                .params(
                        made.projectId(),
                        made.name(),
                        made.version(),
                        made.source(),
                        made.digest(),
                        made.description(),
                        made.user())
                .param(made.runId())
                .param(made.modelId())
                .update();
        made.files()
                .forEach(file -> jdbc.sql("""
                                insert into ops.model_version_artifacts (project_id, name, version, path, sha256, bytes, media_type)
                                values (?, ?, ?, ?, ?, ?, ?)
                                """)
                        .params(
                                made.projectId(),
                                made.name(),
                                made.version(),
                                file.path(),
                                file.sha256(),
                                file.bytes(),
                                file.mediaType())
                        .update());
        made.tags().forEach((key, value) -> setTag(made.projectId(), made.name(), made.version(), key, value));
    }

    /** Sets one of the columns that may change. */
    void update(ModelVersion version, String stage, String description) {
        jdbc.sql("""
                        update ops.model_versions set stage = ?, description = ?, updated_at = clock_timestamp()
                        where project_id = ? and name = ? and version = ?
                        """)
                .params(stage, description, version.projectId(), version.name(), version.version())
                .update();
    }

    void archiveOthers(ModelVersion version, String stage) {
        jdbc.sql("""
                        update ops.model_versions set stage = 'Archived', updated_at = clock_timestamp()
                        where project_id = ? and name = ? and version <> ? and stage = ? and deleted_at is null
                        """)
                .params(version.projectId(), version.name(), version.version(), stage)
                .update();
    }

    void promote(ModelVersion version, UUID user) {
        jdbc.sql("""
                        update ops.model_versions set promoted_at = clock_timestamp(), promoted_by = ?, updated_at = clock_timestamp()
                        where project_id = ? and name = ? and version = ? and promoted_at is null
                        """)
                .params(user, version.projectId(), version.name(), version.version())
                .update();
    }

    void delete(ModelVersion version) {
        jdbc.sql("delete from ops.model_aliases where project_id = ? and name = ? and version = ?")
                .params(version.projectId(), version.name(), version.version())
                .update();
        jdbc.sql("""
                        update ops.model_versions set deleted_at = clock_timestamp() where project_id = ? and name = ? and version = ?
                        """)
                .params(version.projectId(), version.name(), version.version())
                .update();
    }

    void setTag(UUID projectId, String name, int version, String key, String value) {
        jdbc.sql("""
                        insert into ops.model_version_tags (project_id, name, version, key, value) values (?, ?, ?, ?, ?)
                        on conflict (project_id, name, version, key) do update set value = excluded.value
                        """).params(projectId, name, version, key, value).update();
    }

    void deleteTag(ModelVersion version, String key) {
        jdbc.sql("delete from ops.model_version_tags where project_id = ? and name = ? and version = ? and key = ?")
                .params(version.projectId(), version.name(), version.version(), key)
                .update();
    }

    private static ModelVersion read(ResultSet row) throws SQLException {
        Timestamp promoted = row.getTimestamp("promoted_at");
        return new ModelVersion(
                row.getObject("project_id", UUID.class),
                row.getString("name"),
                row.getInt("version"),
                row.getObject("run_id", UUID.class),
                row.getString("model_id"),
                row.getString("source"),
                row.getString("state"),
                row.getString("digest"),
                row.getString("stage"),
                row.getString("description"),
                row.getString("user_name"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                promoted == null ? null : promoted.toInstant(),
                JSON.readValue(row.getString("tags"), TAGS),
                JSON.readValue(row.getString("aliases"), ALIASES),
                JSON.readValue(row.getString("files"), FILES));
    }
}
