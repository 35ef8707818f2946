package io.workbenchx.control.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.JacksonException;

/** What a deployment may name, and what it is pinned to (N5, N6, N36). */
class DeploymentHandlerTest {

    private static final String DIGEST = "cd".repeat(32);

    @TempDir
    static Path home;

    private static ControlContext control;

    private final DeploymentHandler handler = control.get(DeploymentHandler.class);
    private final CanonicalJson json = control.get(CanonicalJson.class);
    private final JdbcClient jdbc = control.get(JdbcClient.class);
    private final Caller caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final Project project = control.project(caller);
    private final String runtime = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final String runtimeDigest =
            "sha256:" + UUID.randomUUID().toString().replace("-", "").repeat(2);

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @BeforeEach
    void fill() {
        jdbc.sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, created_by)
                        values (?, ?, 'ENVIRONMENT', ?, 'APPROVED', ?, ?)
                        """)
                .params(UuidCreator.getTimeOrderedEpoch(), runtime, runtimeDigest, DIGEST, caller.userId())
                .update();
        jdbc.sql("insert into ops.models (project_id, name) values (?, 'churn')")
                .param(project.id())
                .update();
        version(1, "READY", "model.onnx", null);
    }

    private void version(int number, String state, String file, UUID run) {
        jdbc.sql("""
                        insert into ops.model_versions (project_id, name, version, state, digest, run_id) values (?, 'churn', ?, ?, ?, ?)
                        """).params(project.id(), number, state, DIGEST).param(run).update();
        for (String path : new String[] {"MLmodel", file}) {
            jdbc.sql("""
                            insert into ops.model_version_artifacts (project_id, name, version, path, sha256, bytes, media_type)
                            values (?, 'churn', ?, ?, ?, 5, 'application/octet-stream')
                            """).params(project.id(), number, path, DIGEST).update();
        }
    }

    private DeploymentSpec pin(Map<String, ?> requested) {
        return (DeploymentSpec) handler.pin(project, caller, json.tree(requested));
    }

    private Map<String, Object> request(Object... more) {
        Map<String, Object> request =
                new HashMap<>(Map.of("endpoint", "churn", "model", "churn", "version", 1, "runtime", runtime));
        for (int i = 0; i < more.length; i += 2) {
            request.put((String) more[i], more[i + 1]);
        }
        return request;
    }

    private void refused(FailureCode code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        WorkbenchException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void namesBecomeDigests() {
        DeploymentSpec spec = pin(request());

        assertThat(spec.modelDigest()).isEqualTo(DIGEST);
        assertThat(spec.files()).extracting(DeploymentSpec.ModelFile::path).containsExactly("MLmodel", "model.onnx");
        assertThat(spec.runtime().digest()).isEqualTo(runtimeDigest);
        assertThat(spec.replicas()).isEqualTo(1);
        assertThat(spec.drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(handler.defaultBudget(spec)).containsOnlyKeys(BudgetUnit.CPU_SECONDS);
        assertThat(handler.lineageComplete(spec)).isFalse();
    }

    @Test
    void pinningAPinnedSpecChangesNothing() {
        DeploymentSpec spec = pin(request("replicas", 2, "drain", "PT1S", "limits", Map.of("memoryBytes", 268435456)));
        DeploymentSpec again = (DeploymentSpec) handler.pin(project, caller, json.read(json.write(spec)));
        assertThat(again).isEqualTo(spec);
        assertThat(json.write(again)).isEqualTo(json.write(spec));
    }

    @Test
    void theEndpointIsNamedAfterTheModelUnlessToldOtherwise() {
        Map<String, Object> request = request();
        request.remove("endpoint");
        assertThat(pin(request).endpoint()).isEqualTo("churn");
    }

    @Test
    void theRuntimeOfTheTrainingIsTakenWhenNoneIsNamed() {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'training', ?, ?, '', ?, 'ana', ?, '', 3, true,
                          array[]::text[], array[]::numeric[], null, null, null, null, true, '{}')
                        """)
                .params(
                        run,
                        project.id(),
                        json.write(Map.of("runtime", Map.of("digest", runtimeDigest))),
                        "0".repeat(64),
                        caller.userId(),
                        run.toString())
                .query(String.class)
                .single();
        version(2, "READY", "model.onnx", run);
        Map<String, Object> request = request("version", 2);
        request.remove("runtime");

        DeploymentSpec spec = pin(request);

        assertThat(spec.runtime().digest()).isEqualTo(runtimeDigest);
        assertThat(spec.trainedBy()).isEqualTo(run);
        assertThat(handler.lineageComplete(spec)).isTrue();
        Map<String, Object> unknown = request("version", 1);
        unknown.remove("runtime");
        refused(FailureCode.SPEC_INVALID, () -> pin(unknown));
    }

    @Test
    void whatCannotBeServedIsRefused() {
        version(3, "PENDING", "model.onnx", null);
        version(4, "READY", "model.pkl", null);
        refused(FailureCode.MODEL_UNKNOWN, () -> pin(request("version", 9)));
        refused(FailureCode.MODEL_UNKNOWN, () -> pin(request("model", "other")));
        refused(FailureCode.MODEL_UNKNOWN, () -> pin(request("version", 3)));
        refused(FailureCode.SPEC_INVALID, () -> pin(request("version", 4)));
        refused(FailureCode.SPEC_INVALID, () -> pin(Map.of("model", "churn")));
        refused(FailureCode.SPEC_INVALID, () -> pin(request("replicas", 0)));
        refused(FailureCode.SPEC_INVALID, () -> pin(request("replicas", 17)));
        refused(FailureCode.SPEC_INVALID, () -> pin(request("endpoint", "../x")));
        refused(FailureCode.SPEC_INVALID, () -> pin(request("drain", "PT1H")));
        assertThatThrownBy(() -> pin(request("files", "x"))).isInstanceOf(JacksonException.class);
        assertThatThrownBy(() -> pin(request("version", "one"))).isInstanceOf(JacksonException.class);
    }

    @Test
    void onlyApprovedRuntimesServe() {
        DeploymentSpec spec = pin(request());
        refused(FailureCode.RUNTIME_UNKNOWN, () -> pin(request("runtime", "no-such")));
        jdbc.sql("update ops.runtimes set state = 'REVOKED' where digest = ?")
                .param(runtimeDigest)
                .update();
        refused(FailureCode.RUNTIME_NOT_APPROVED, () -> pin(request()));
        refused(FailureCode.RUNTIME_NOT_APPROVED, () -> handler.pin(project, caller, json.tree(spec)));
    }

    @Test
    void aPinnedSpecOfAnotherProjectOrContentIsRefused() {
        DeploymentSpec spec = pin(request());
        Project other = control.project(caller);
        refused(FailureCode.MODEL_UNKNOWN, () -> handler.pin(other, caller, json.tree(spec)));
        jdbc.sql("update ops.model_versions set deleted_at = now() where project_id = ?")
                .param(project.id())
                .update();
        refused(FailureCode.MODEL_UNKNOWN, () -> handler.pin(project, caller, json.tree(spec)));
    }
}
