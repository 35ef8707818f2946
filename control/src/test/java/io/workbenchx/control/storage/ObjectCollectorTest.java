package io.workbenchx.control.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.artifact.Artifact;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.dataset.DatasetService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.policy.PolicyService;
import io.workbenchx.control.project.Project;
import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class ObjectCollectorTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final JdbcClient OWNER = JdbcClient.create(TestDatabase.owner());

    /** Digests of something else than an object of the store. */
    private static final Set<String> NO_OBJECTS = Set.of(
            "objects.sha256",
            "policies.sha256",
            "app_releases.spec_sha256",
            "runs.spec_sha256",
            "runs.request_sha256",
            "runs.history_sha256");

    private final ObjectStore store = CONTROL.get(ObjectStore.class);
    private final ObjectCollector collector = CONTROL.get(ObjectCollector.class);
    private final ArtifactService artifacts = CONTROL.get(ArtifactService.class);
    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private final Caller admin = Caller.onBehalfOf(CONTROL.user(Role.ADMIN));
    private final Project project = CONTROL.project(caller);

    @Test
    void deletesWhatNothingRefersToOnceTheGracePeriodIsOver() {
        String fresh = store.put(bytes("fresh " + project.name())).sha256();
        String old = store.put(bytes("old " + project.name())).sha256();
        String referred = artifact("kept.txt", "kept " + project.name()).sha256();
        age(old);
        age(referred);

        ObjectCollector.Collected asked = collector.collect(admin, true);
        assertThat(asked.objects()).isPositive();
        assertThat(store.exists(old)).isTrue();

        ObjectCollector.Collected collected = collector.collect(admin, false);

        assertThat(collected.objects()).isEqualTo(asked.objects());
        assertThat(collected.bytes()).isEqualTo(asked.bytes());
        assertThat(store.exists(old)).isFalse();
        assertThat(store.exists(fresh)).isTrue();
        assertThat(store.exists(referred)).isTrue();
        assertThat(events("storage.collected", "objects")).isPositive();
    }

    @Test
    void keepsWhatASpecNames() {
        String lock = store.put(bytes("a lock of " + project.name())).sha256();
        OWNER.sql("""
                        select state from ops.admit_run(?, ?, 'environment', ?, ?, '', ?, 'test', ?, '', 3, true,
                          array[]::text[], array[]::numeric[], null, null, null, null, true, '{}')
                        """)
                .params(
                        UuidCreator.getTimeOrderedEpoch(),
                        project.id(),
                        "{\"lockSha256\":\"" + lock + "\",\"name\":\"x\"}",
                        "0".repeat(64),
                        caller.userId(),
                        UUID.randomUUID().toString())
                .query(String.class)
                .single();
        age(lock);

        collector.collect(admin, false);

        assertThat(store.exists(lock)).isTrue();
    }

    @Test
    void makesKnownWhatNobodyClaimedAndGivesItItsTime() {
        String stray = store.put(bytes("stray " + project.name())).sha256();
        OWNER.sql("delete from ops.objects where sha256 = ?").param(stray).update();

        collector.collect(admin, false);

        assertThat(store.exists(stray)).isTrue();
        assertThat(OWNER.sql("select bytes from ops.objects where sha256 = ?")
                        .param(stray)
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    /** The same bytes are garbage and stored again at the same moment, over and over. */
    @Test
    void neverTakesBytesFromUnderAnUpload() throws Exception {
        String content = "hot " + project.name();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Void> collecting = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                collector.collect(admin, false);
            }
        });
        try {
            for (int round = 0; round < 60; round++) {
                Artifact artifact = artifact("hot.txt", content);
                try (InputStream read = artifacts.open(artifact)) {
                    assertThat(read.readAllBytes()).asString().isEqualTo(content);
                }
                artifacts.delete(project.id(), artifact.owner(), artifact.path());
                age(artifact.sha256());
            }
        } finally {
            done.set(true);
        }
        collecting.get();
    }

    @Test
    void anEntryThatIsNotCommittedYetHoldsItsObject() throws Exception {
        String digest = store.put(bytes("copied " + project.name())).sha256();
        age(digest);
        try (var connection = TestDatabase.workbench().getConnection()) {
            connection.setAutoCommit(false);
            try (var insert = connection.prepareStatement(
                    "insert into ops.artifacts (id, project_id, owner, path, sha256, bytes) values (?, ?, 'runs/x', 'copy', ?, 1)")) {
                insert.setObject(1, UuidCreator.getTimeOrderedEpoch());
                insert.setObject(2, project.id());
                insert.setString(3, digest);
                insert.executeUpdate();
            }

            collector.collect(admin, false);

            connection.commit();
        }
        assertThat(store.exists(digest)).isTrue();
    }

    /** FAULTS F12. */
    @Test
    void putsDamageOnRecordOnceUntilItIsRepaired() throws IOException {
        String content = "whole " + project.name();
        Artifact artifact = artifact("whole.txt", content);
        Path file = CONTROL.get(WorkbenchHome.class)
                .root()
                .resolve("objects/sha256")
                .resolve(artifact.sha256().substring(0, 2))
                .resolve(artifact.sha256().substring(2));
        Files.delete(file);
        age(artifact.sha256());

        assertThat(collector.collect(admin, true).missingDigests()).contains(artifact.sha256());
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatExceptionOfType(WorkbenchException.class)
                    .isThrownBy(() -> artifacts.open(artifact))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(FailureCode.INTEGRITY));
        }
        assertThat(events("object.damaged", "objects/sha256:" + artifact.sha256()))
                .isEqualTo(1);
        assertThat(damaged(artifact)).isTrue();

        artifact("again.txt", content);

        assertThat(damaged(artifact)).isFalse();
        artifacts.open(artifact).close();
    }

    @Test
    void keepsNoBytesOfWhatAQuotaRefuses() throws Exception {
        CONTROL.get(PolicyService.class)
                .put(caller, project, "version: 1\nquotas: {project: {storage: 40B}}\n", null, "");
        String large = "x" + project.name() + ",y\n1,2\n3,4\n5,6\n7,8\n9,10\n11,12\n13,14\n15,16\n";

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> artifact("large.txt", large))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.QUOTA_EXCEEDED))
                .satisfies(refusal -> assertThat(refusal.details()).containsKey("rule"));
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> CONTROL.get(DatasetService.class)
                        .upload(caller, project, "large", "large.csv", "", "", bytes(large)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.QUOTA_EXCEEDED));

        assertThat(store.exists(sha256(large))).isFalse();
        assertThat(artifact("small.txt", "small").bytes()).isEqualTo(5);
    }

    /** A column that is forgotten here makes garbage of what it refers to. */
    @Test
    void everyColumnWithADigestIsKnownToReferToObjectsOrNot() {
        List<String> columns = OWNER.sql("""
                        select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
                        where c.relnamespace = 'ops'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                          and a.attname like '%sha256' and a.attname <> 'column_name' and not a.attisdropped
                          and not exists (select 1 from ops.object_columns o where o.table_name = c.oid and o.column_name = a.attname)
                        """).query(String.class).list();

        assertThat(columns)
                .as("call ops.refers_to_object for those that refer to objects, and list the others here")
                .allMatch(NO_OBJECTS::contains);
    }

    private Artifact artifact(String path, String content) {
        return artifacts.put(project.id(), null, "runs/" + project.id(), path, bytes(content), "text/plain");
    }

    private static boolean damaged(Artifact artifact) {
        return OWNER.sql("select damaged_at is not null from ops.objects where sha256 = ?")
                .param(artifact.sha256())
                .query(Boolean.class)
                .single();
    }

    private static long events(String type, String subject) {
        return OWNER.sql("select count(*) from ops.audit_events where type = ? and subject = ?")
                .params(type, subject)
                .query(Long.class)
                .single();
    }

    private static void age(String sha256) {
        OWNER.sql("update ops.objects set claimed_at = claimed_at - interval '2 days' where sha256 = ?")
                .param(sha256)
                .update();
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
