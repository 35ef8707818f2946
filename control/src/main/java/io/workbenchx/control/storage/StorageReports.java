package io.workbenchx.control.storage;

import io.workbenchx.control.policy.StorageQuota;
import io.workbenchx.control.project.Project;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How much is stored, for whom, and where. */
@Component
@Transactional(readOnly = true)
public class StorageReports {

    private final JdbcClient jdbc;
    private final StorageQuota quota;
    private final ObjectRecords records;
    private final StorageProperties properties;

    StorageReports(JdbcClient jdbc, StorageQuota quota, ObjectRecords records, StorageProperties properties) {
        this.jdbc = jdbc;
        this.quota = quota;
        this.records = records;
        this.properties = properties;
    }

    /**
     * What one project keeps. The same bytes count for everybody who refers to them.
     *
     * @param limitBytes what its policy allows, absent when it says nothing
     */
    public record ProjectStorage(
            String project,
            long artifacts,
            long artifactBytes,
            long datasetVersions,
            long datasetBytes,
            @Nullable Long limitBytes) {}

    /**
     * What a worker keeps on its own disk.
     *
     * @param freedBytes by the last look
     * @param freeBytes of the disk that holds the home of the workbench
     */
    public record HostStorage(
            String host,
            long environments,
            long environmentBytes,
            long runDirectories,
            long freedBytes,
            long freeBytes,
            Instant at) {}

    /**
     * @param missing objects that something refers to and the store had not
     */
    public record LastCollection(Instant at, String actor, long objects, long bytes, long missing) {}

    /**
     * @param garbageObjects what the next collection would delete
     * @param damagedObjects whose bytes were found altered or gone
     */
    public record Storage(
            long objects,
            long bytes,
            long garbageObjects,
            long garbageBytes,
            long damagedObjects,
            String grace,
            @Nullable LastCollection lastCollection,
            List<ProjectStorage> projects,
            List<HostStorage> hosts) {}

    private record Totals(long objects, long bytes, long damaged) {}

    /** Everything, for administrators. */
    public Storage all() {
        Totals totals = jdbc.sql("select count(*), coalesce(sum(bytes), 0)::bigint, count(damaged_at) from ops.objects")
                .query((row, n) -> new Totals(row.getLong(1), row.getLong(2), row.getLong(3)))
                .single();
        var garbage = records.unreferenced(Instant.now().minus(properties.grace()));
        return new Storage(
                totals.objects(),
                totals.bytes(),
                garbage.size(),
                garbage.stream().mapToLong(object -> object.bytes()).sum(),
                totals.damaged(),
                properties.grace().toString(),
                lastCollection().orElse(null),
                projects(null),
                hosts());
    }

    /** What a project keeps. */
    public ProjectStorage of(Project project) {
        return projects(project.id()).get(0);
    }

    private Optional<LastCollection> lastCollection() {
        return jdbc.sql("select at, actor, objects, bytes, missing from ops.collections order by at desc limit 1")
                .query((row, n) -> new LastCollection(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getLong("objects"),
                        row.getLong("bytes"),
                        row.getLong("missing")))
                .optional();
    }

    private List<ProjectStorage> projects(@Nullable UUID only) {
        return jdbc.sql("""
                        select p.id, p.name, coalesce(a.n, 0) as artifacts, coalesce(a.bytes, 0)::bigint as artifact_bytes,
                          coalesce(d.n, 0) as versions, coalesce(d.bytes, 0)::bigint as dataset_bytes
                        from ops.projects p
                        left join (select project_id, count(*) n, sum(bytes) bytes from ops.artifacts group by 1) a on a.project_id = p.id
                        left join (select project_id, count(*) n, sum(bytes) bytes from ops.dataset_versions group by 1) d on d.project_id = p.id
                        where cast(:project as uuid) is null or p.id = :project order by p.name
                        """)
                .param("project", only)
                .query((row, n) -> new ProjectStorage(
                        row.getString("name"),
                        row.getLong("artifacts"),
                        row.getLong("artifact_bytes"),
                        row.getLong("versions"),
                        row.getLong("dataset_bytes"),
                        quota.limit(row.getObject("id", UUID.class))))
                .list();
    }

    private List<HostStorage> hosts() {
        return jdbc.sql("select * from ops.storage_hosts order by host")
                .query((row, n) -> new HostStorage(
                        row.getString("host"),
                        row.getLong("environments"),
                        row.getLong("environment_bytes"),
                        row.getLong("run_directories"),
                        row.getLong("freed_bytes"),
                        row.getLong("free_bytes"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Notes what a worker found on its own disk. */
    @Transactional
    public void note(HostStorage host) {
        jdbc.sql("""
                        insert into ops.storage_hosts (host, environments, environment_bytes, run_directories, freed_bytes, free_bytes)
                        values (?, ?, ?, ?, ?, ?) on conflict (host) do update set environments = excluded.environments,
                          environment_bytes = excluded.environment_bytes, run_directories = excluded.run_directories,
                          freed_bytes = excluded.freed_bytes, free_bytes = excluded.free_bytes, at = clock_timestamp()
                        """)
                .params(
                        host.host(),
                        host.environments(),
                        host.environmentBytes(),
                        host.runDirectories(),
                        host.freedBytes(),
                        host.freeBytes())
                .update();
    }
}
