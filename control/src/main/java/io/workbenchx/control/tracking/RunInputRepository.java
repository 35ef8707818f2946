package io.workbenchx.control.tracking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tables of what runs read and wrote: datasets and logged models. */
@Component
class RunInputRepository {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> TAGS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    RunInputRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    enum Direction {
        INPUT,
        OUTPUT
    }

    private record OfRun<T>(UUID runId, T value) {}

    void insertDatasets(UUID projectId, UUID runId, List<DatasetInput> datasets) {
        for (DatasetInput dataset : datasets) {
            jdbc.sql("""
                            insert into ops.run_inputs as i (run_id, project_id, name, digest, source_type, source, tags, schema, profile)
                            values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
                            on conflict (run_id, name, digest) do update set tags = i.tags || excluded.tags
                            """)
                    .params(runId, projectId, dataset.name(), dataset.digest(), dataset.sourceType(), dataset.source())
                    .param(JSON.writeValueAsString(dataset.tags()))
                    .param(dataset.schema())
                    .param(dataset.profile())
                    .update();
        }
    }

    /** Models the project does not have are left out; returns how many were taken. */
    int insertModels(UUID projectId, UUID runId, Direction direction, List<RunModel> models) {
        int taken = 0;
        for (RunModel model : models) {
            taken += jdbc.sql("""
                            insert into ops.run_models (run_id, model_id, direction, step, project_id)
                            select ?, m.id, ?, ?, m.project_id from ops.logged_models m
                            where m.id = ? and m.project_id = ? and m.deleted_at is null
                            on conflict (run_id, model_id, direction) do update set step = excluded.step
                            """)
                    .params(runId, direction.name(), model.step(), model.modelId(), projectId)
                    .update();
        }
        return taken;
    }

    Map<UUID, List<DatasetInput>> datasets(List<UUID> runIds) {
        return grouped(jdbc.sql("""
                        select run_id, name, digest, source_type, source, schema, profile, tags from ops.run_inputs
                        where run_id = any(?) order by run_id, name, digest
                        """)
                .param(runIds.toArray(UUID[]::new))
                .query((row, n) -> new OfRun<>(
                        row.getObject("run_id", UUID.class),
                        new DatasetInput(
                                row.getString("name"),
                                row.getString("digest"),
                                row.getString("source_type"),
                                row.getString("source"),
                                row.getString("schema"),
                                row.getString("profile"),
                                JSON.readValue(row.getString("tags"), TAGS))))
                .list());
    }

    Map<UUID, List<RunModel>> models(List<UUID> runIds, Direction direction) {
        return grouped(jdbc.sql("""
                        select run_id, model_id, step from ops.run_models
                        where run_id = any(?) and direction = ? order by run_id, step, model_id
                        """)
                .param(runIds.toArray(UUID[]::new))
                .param(direction.name())
                .query((row, n) -> new OfRun<>(
                        row.getObject("run_id", UUID.class),
                        new RunModel(row.getString("model_id"), row.getLong("step"))))
                .list());
    }

    private static <T> Map<UUID, List<T>> grouped(List<OfRun<T>> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(
                        OfRun::runId, LinkedHashMap::new, Collectors.mapping(OfRun::value, Collectors.toList())));
    }
}
