package io.workbenchx.control.dataset;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.DatasetUse;
import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.policy.StorageQuota;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Datasets: references to content by version; the bytes are in the object store. */
@Component
public class DatasetService {

    private static final String VERSIONS = """
            select v.*, d.name from ops.dataset_versions v join ops.datasets d on d.id = v.dataset_id
            where v.project_id = ?""";

    private final JdbcClient jdbc;
    private final ObjectStore store;
    private final ArtifactService artifacts;
    private final CanonicalJson json;
    private final TransactionTemplate transaction;
    private final PolicyRules rules;
    private final StorageQuota quota;
    private final RowMapper<DatasetVersion> mapper;

    DatasetService(
            JdbcClient jdbc,
            ObjectStore store,
            ArtifactService artifacts,
            CanonicalJson json,
            TransactionTemplate transaction,
            PolicyRules rules,
            StorageQuota quota) {
        this.jdbc = jdbc;
        this.store = store;
        this.artifacts = artifacts;
        this.json = json;
        this.transaction = transaction;
        this.rules = rules;
        this.quota = quota;
        this.mapper = (row, n) -> new DatasetVersion(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getInt("version"),
                row.getString("file_name"),
                row.getString("sha256"),
                row.getLong("bytes"),
                row.getLong("row_count"),
                List.of(json.read(row.getString("columns"), DatasetVersion.Column[].class)),
                row.getString("source"),
                row.getString("licence"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** A dataset version, and whether the upload made it (or the same bytes were there). */
    public record Uploaded(DatasetVersion version, boolean created) {}

    /**
     * Takes a CSV file as the next version of a dataset, which is made when new. The same bytes again are the same version.
     *
     * @throws WorkbenchException SPEC_INVALID when it is not a CSV file with a header; PERMISSION_DENIED when the policy lets the caller
     *     not write it; QUOTA_EXCEEDED when there is no room; nothing is kept then
     */
    public Uploaded upload(
            Caller caller,
            Project project,
            String name,
            String fileName,
            String source,
            String licence,
            InputStream content) {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}") || !fileName.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A dataset name has lower-case letters, digits, dots, dashes or underscores, a file name also capitals; \""
                            + name + "\" / \"" + fileName + "\" has not.");
        }
        rules.requireDataset(caller, project, name, DatasetUse.WRITE);
        ObjectStore.StoredObject stored = store.put(content, arrived -> requireRoom(caller, project, name, arrived));
        Optional<DatasetVersion> known = known(project, name, stored);
        if (known.isPresent()) {
            return new Uploaded(known.get(), false);
        }
        CsvProfile profile = profile(stored.sha256());
        Integer version = transaction.execute(
                status -> insert(caller, project, name, fileName, source, licence, stored, profile));
        return new Uploaded(require(project, name, version), true);
    }

    /** Asked before the bytes are kept, and taken when the version is entered. */
    private void requireRoom(Caller caller, Project project, String name, ObjectStore.StoredObject arrived) {
        if (known(project, name, arrived).isEmpty()) {
            transaction.executeWithoutResult(status -> quota.take(project.id(), caller.userId(), arrived.bytes()));
        }
    }

    private Optional<DatasetVersion> known(Project project, String name, ObjectStore.StoredObject object) {
        return versions(project, name).stream()
                .filter(version -> version.sha256().equals(object.sha256()))
                .findFirst();
    }

    private CsvProfile profile(String sha256) {
        try (InputStream content = artifacts.open(sha256, "The upload")) {
            return CsvProfile.read(content);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the upload", e);
        }
    }

    private int insert(
            Caller caller,
            Project project,
            String name,
            String fileName,
            String source,
            String licence,
            ObjectStore.StoredObject stored,
            CsvProfile profile) {
        quota.take(project.id(), caller.userId(), stored.bytes());
        jdbc.sql(
                        "insert into ops.datasets (id, project_id, name, created_by) values (?, ?, ?, ?) on conflict (project_id, name) do nothing")
                .params(UuidCreator.getTimeOrderedEpoch(), project.id(), name, caller.userId())
                .update();
        // The row lock makes concurrent uploads take their numbers one after the other.
        UUID dataset = jdbc.sql("update ops.datasets set name = name where project_id = ? and name = ? returning id")
                .params(project.id(), name)
                .query(UUID.class)
                .single();
        return jdbc.sql("""
                        insert into ops.dataset_versions (id, project_id, dataset_id, version, file_name, sha256, bytes, row_count, columns, source,
                          licence, created_by)
                        values (?, ?, ?, (select coalesce(max(version), 0) + 1 from ops.dataset_versions where dataset_id = ?), ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (dataset_id, sha256) do update set sha256 = excluded.sha256
                        returning version
                        """)
                .params(
                        UuidCreator.getTimeOrderedEpoch(),
                        project.id(),
                        dataset,
                        dataset,
                        fileName,
                        stored.sha256(),
                        stored.bytes(),
                        profile.rows(),
                        json.write(profile.columns()),
                        source,
                        licence,
                        caller.userId())
                .query(Integer.class)
                .single();
    }

    /**
     * As {@link #versions}, without the datasets that the policy hides from the caller.
     *
     * @throws WorkbenchException PERMISSION_DENIED when the one named is such a dataset
     */
    public List<DatasetVersion> visible(Caller caller, Project project, @Nullable String name) {
        List<DatasetVersion> versions = versions(project, name);
        if (name != null && !versions.isEmpty()) {
            rules.requireDataset(caller, project, name, DatasetUse.READ);
        }
        Set<String> hidden = rules.hidden(
                caller, project, versions.stream().map(DatasetVersion::name).collect(Collectors.toSet()));
        return versions.stream()
                .filter(version -> !hidden.contains(version.name()))
                .toList();
    }

    /** All versions of all datasets, or of one, newest first. */
    public List<DatasetVersion> versions(Project project, @Nullable String name) {
        return name == null
                ? jdbc.sql(VERSIONS + " order by d.name, v.version desc")
                        .param(project.id())
                        .query(mapper)
                        .list()
                : jdbc.sql(VERSIONS + " and d.name = ? order by v.version desc")
                        .params(project.id(), name)
                        .query(mapper)
                        .list();
    }

    /**
     * One version, or the latest when none is named.
     *
     * @throws WorkbenchException DATASET_UNKNOWN
     */
    public DatasetVersion require(Project project, String name, @Nullable Integer version) {
        return versions(project, name).stream()
                .filter(found -> version == null || found.version() == version)
                .findFirst()
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.DATASET_UNKNOWN,
                        "There is no dataset " + name + (version == null ? "" : " version " + version) + " in project "
                                + project.name() + ": upload it first, or see the list of datasets."));
    }
}
