package io.workbenchx.control.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.dataset.DatasetService;
import io.workbenchx.control.dataset.DatasetVersion;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.control.secret.SecretService;
import io.workbenchx.providers.code.GitBundles;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.training.TrainingSpec;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What a requested training means; SECURITY N36: only what was approved, and is on record, runs. */
class TrainingHandlerTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    @TempDir
    Path folder;

    private final CanonicalJson json = CONTROL.get(CanonicalJson.class);
    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private Project project = CONTROL.project(caller);
    private final String runtimeName = "r" + UUID.randomUUID();
    private Runtime runtime;
    private String commit;

    @BeforeEach
    void fillTheProject() throws Exception {
        Files.writeString(folder.resolve("train.py"), "print('hello')\n");
        commit = CONTROL.get(CodeService.class)
                .commit(
                        caller,
                        project,
                        folder,
                        new GitBundles.Author("ana", "ana@example.invalid", Instant.EPOCH),
                        "first");
        project = CONTROL.get(ProjectService.class).require(project.id());
        upload("a,b\n1,2\n");
        runtime = runtime(Runtime.State.APPROVED);
    }

    @Test
    void turnsNamesIntoCommitVersionAndDigest() {
        DatasetVersion second = upload("a,b\n3,4\n");

        TrainingSpec spec = pin("{\"runtime\":\"NAME\",\"datasets\":{\"sales\":null},\"parameters\":{\"n\":\"1\"}}");

        assertThat(spec.code()).isEqualTo(commit);
        assertThat(spec.runtime().digest()).isEqualTo(runtime.digest());
        assertThat(spec.datasets())
                .containsExactly(
                        new TrainingSpec.DatasetBinding("sales", 2, second.id(), "sales.csv", second.sha256()));
        assertThat(spec.entrypoint()).isEqualTo("train.py");
        assertThat(spec.timeout()).isEqualTo(Duration.ofHours(1));
        assertThat(pin("{\"runtime\":\"NAME\",\"datasets\":{\"sales\":1}}")
                        .datasets()
                        .get(0)
                        .version())
                .isOne();
    }

    @Test
    void namesTheSecretThatIsMissing() {
        String requested = "{\"runtime\":\"NAME\",\"secrets\":{\"API_TOKEN\":\"api-token\"}}";
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> pin(requested))
                .withMessageContaining("no secret api-token")
                .withMessageContaining("wbx secret set api-token")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.SECRET_UNKNOWN));

        CONTROL.get(SecretService.class).set(caller, project, "api-token", "a value of it");

        TrainingSpec spec = pin(requested);
        assertThat(spec.secrets()).isEqualTo(Map.of("API_TOKEN", "api-token"));
        assertThat(json.write(spec)).doesNotContain("a value of it");
        assertThat(pin(json.write(spec))).isEqualTo(spec);
    }

    @Test
    void changesNothingInAPinnedSpec() {
        TrainingSpec spec = pin("{\"runtime\":\"NAME\",\"datasets\":{\"sales\":1},\"seed\":7}");

        assertThat(pin(json.write(spec))).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{} | SPEC_INVALID",
                "{\"runtime\":\"none-such\"} | RUNTIME_UNKNOWN",
                "{\"runtime\":\"NAME\",\"datasets\":{\"none\":1}} | DATASET_UNKNOWN",
                "{\"runtime\":\"NAME\",\"datasets\":{\"sales\":9}} | DATASET_UNKNOWN",
                "{\"runtime\":\"NAME\",\"code\":\"0123456789012345678901234567890123456789\"} | CODE_NOT_FOUND",
                "{\"runtime\":\"NAME\",\"entrypoint\":\"../x.py\"} | SPEC_INVALID",
                "{\"runtime\":\"NAME\",\"timeout\":\"P9D\"} | SPEC_INVALID",
                "{\"runtime\":\"NAME\",\"timeout\":\"soon\"} | SPEC_INVALID",
                "{\"runtime\":\"NAME\",\"privileged\":true} | SPEC_INVALID",
                "{\"runtime\":\"python:3.12\"} | RUNTIME_NOT_APPROVED",
                "{\"runtime\":\"sha256:0000000000000000000000000000000000000000000000000000000000000000\"} | RUNTIME_UNKNOWN"
            })
    void refusesWhatIsNotThere(String spec, FailureCode code) {
        assertThatRefused(spec, code);
    }

    @Test
    void refusesARuntimeThatWaitsForApprovalOrWasRevoked() {
        String pinned = json.write(pin("{\"runtime\":\"NAME\"}"));

        CONTROL.get(RuntimeService.class).decide(caller, runtime.id(), Runtime.State.REVOKED);

        assertThatRefused("{\"runtime\":\"NAME\"}", FailureCode.RUNTIME_NOT_APPROVED);
        assertThatRefused("{\"runtime\":\"" + runtime.digest() + "\"}", FailureCode.RUNTIME_NOT_APPROVED);
        assertThatRefused(pinned, FailureCode.RUNTIME_NOT_APPROVED);
    }

    @ParameterizedTest
    @CsvSource({
        "sales.csv, passwd, INTEGRITY",
        "lockSha256\":\"ab, lockSha256\":\"cd, RUNTIME_MISMATCH",
        "\"version\":1, \"version\":2, INTEGRITY",
    })
    void refusesAPinnedSpecThatSaysSomethingElseThanTheRecord(String original, String forged, FailureCode code) {
        upload("a,b\n3,4\n");
        String pinned = json.write(pin("{\"runtime\":\"NAME\",\"datasets\":{\"sales\":1}}"));
        assertThat(pinned).contains(original);

        assertThatRefused(pinned.replace(original, forged), code);
    }

    @Test
    void refusesAPinnedSpecWhoseFileNameLeadsOutOfItsFolder() {
        String pinned = json.write(pin("{\"runtime\":\"NAME\",\"datasets\":{\"sales\":1}}"));

        assertThatRefused(pinned.replace("sales.csv", "/etc/cron.d/x"), FailureCode.SPEC_INVALID);
        assertThatRefused(pinned.replace("sales.csv", "../../x"), FailureCode.SPEC_INVALID);
    }

    @Test
    void refusesDataAndCodeOfAnotherProject() {
        String pinned = json.write(pin("{\"runtime\":\"NAME\",\"datasets\":{\"sales\":1}}"));
        Project other = CONTROL.project(caller);

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> CONTROL.get(RunService.class).pin(caller, other, RunKind.TRAINING, json.read(pinned)))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.CODE_NOT_FOUND));
    }

    private void assertThatRefused(String spec, FailureCode code) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> pin(spec))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private TrainingSpec pin(String requested) {
        JsonNode spec = json.read(requested.replace("NAME", runtimeName));
        return (TrainingSpec) CONTROL.get(RunService.class).pin(caller, project, RunKind.TRAINING, spec);
    }

    private DatasetVersion upload(String content) {
        return CONTROL.get(DatasetService.class)
                .upload(
                        caller,
                        project,
                        "sales",
                        "sales.csv",
                        "",
                        "",
                        new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)))
                .version();
    }

    private Runtime runtime(Runtime.State state) {
        UUID id = UUID.randomUUID();
        JdbcClient.create(TestDatabase.workbench())
                .sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, interpreter, platform, created_by)
                        values (?, ?, 'ENVIRONMENT', ?, ?, ?, '3.12', 'linux', ?)
                        """)
                .params(id, runtimeName, "sha256:" + CanonicalJson.sha256(runtimeName), state.name())
                .params("ab".repeat(32), caller.userId())
                .update();
        return CONTROL.get(RuntimeService.class).require(id);
    }
}
