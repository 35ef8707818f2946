package io.workbenchx.control.model;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables {@code ops.model_versions} and {@code ops.model_version_artifacts}. */
@Component
class ModelVersionRepository {

    private final JdbcClient jdbc;

    ModelVersionRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<ModelVersion> find(UUID projectId, String name, int version) {
        return jdbc.sql("""
                        select * from ops.model_versions
                        where project_id = ? and name = ? and version = ? and deleted_at is null
                        """)
                .params(projectId, name, version)
                .query((row, number) -> read(row, files(projectId, name, version)))
                .optional();
    }

    List<ModelFile> files(UUID projectId, String name, int version) {
        return jdbc.sql("""
                        select path, sha256, bytes, media_type from ops.model_version_artifacts
                        where project_id = ? and name = ? and version = ? order by path collate "C"
                        """)
                .params(projectId, name, version)
                .query(ModelFile.class)
                .list();
    }

    private static ModelVersion read(ResultSet row, List<ModelFile> files) throws SQLException {
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
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                promoted == null ? null : promoted.toInstant(),
                files);
    }
}
