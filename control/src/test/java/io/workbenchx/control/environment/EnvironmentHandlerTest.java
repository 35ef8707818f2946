package io.workbenchx.control.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.environment.EnvironmentSpec;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class EnvironmentHandlerTest {

    private static final String LOCK = "six==1.17.0 --hash=sha256:" + "a".repeat(64) + "\n";

    @TempDir
    static Path home;

    private static ControlContext control;
    private static Caller ana;
    private static Project project;

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
        ana = Caller.onBehalfOf(control.user(Role.ENGINEER));
        project = control.project(ana);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void keepsTheLockAndPinsItsDigest() throws IOException {
        EnvironmentSpec spec = (EnvironmentSpec) pin(project, Map.of("name", "tabular", "lock", LOCK));

        assertThat(spec.name()).isEqualTo("tabular");
        assertThat(spec.lockSha256()).isEqualTo(CanonicalJson.sha256(LOCK));
        try (InputStream stored = control.get(ObjectStore.class).open(spec.lockSha256())) {
            assertThat(stored.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(LOCK);
        }
    }

    @Test
    void keepsRequirementsAndPinsTheirDigest() {
        EnvironmentSpec spec = (EnvironmentSpec) pin(project, Map.of("name", "tabular", "requirements", "six>=1.16\n"));

        assertThat(spec).isEqualTo(EnvironmentSpec.ofRequirements("tabular", CanonicalJson.sha256("six>=1.16\n")));
        assertThat(start(project, Map.of("name", "tabular", "requirements", "six @ https://example.org/six.whl\n"))
                        .failureMessage())
                .contains("line 1");
    }

    @Test
    void recordsARefusedLockAsAFailedRunWithTheReason() {
        Run run = start(project, Map.of("name", "tabular", "lock", LOCK + "--index-url https://example.org\n"));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.failureCode()).isEqualTo("SPEC_INVALID");
        assertThat(run.failureMessage()).contains("line 2", "options are not allowed");
    }

    @Test
    void asksForWhatIsMissing() {
        assertThat(start(project, Map.of("name", "tabular")).failureMessage())
                .contains("a name and either a lock or requirements");
        assertThat(start(project, Map.of("name", "Tabular", "lock", LOCK)).failureMessage())
                .contains("Tabular");
        assertThat(start(project, Map.of("name", "tabular", "lock", LOCK, "python", "3.9"))
                        .failureMessage())
                .contains("python");
    }

    @Test
    void pinsAPinnedSpecToItself() {
        Run run = start(project, Map.of("name", "again", "lock", LOCK + "# again\n"));

        RunSpec spec = pin(project, Map.of("name", "again", "lockSha256", CanonicalJson.sha256(LOCK + "# again\n")));

        assertThat(run.spec()).contains(((EnvironmentSpec) spec).lockSha256());
    }

    @Test
    void refusesADigestOfSomethingThatBelongsToOthers() {
        Project other = control.project(ana);
        String secret = control.get(ObjectStore.class)
                .put(new ByteArrayInputStream("a secret of another project".getBytes(StandardCharsets.UTF_8)))
                .sha256();
        start(project, Map.of("name", "mine", "lock", LOCK + "# mine\n"));

        for (String digest : new String[] {secret, CanonicalJson.sha256(LOCK + "# mine\n")}) {
            assertThatThrownBy(() -> pin(other, Map.of("name", "x", "lockSha256", digest)))
                    .isInstanceOfSatisfying(
                            WorkbenchException.class,
                            failure -> assertThat(failure.code()).isEqualTo(FailureCode.SPEC_INVALID));
        }
    }

    @Test
    void acceptsTheLockOfAListedRuntimeFromAnyProject() {
        String lock = CanonicalJson.sha256(LOCK + "# listed\n");
        Run run = start(project, Map.of("name", "listed", "lock", LOCK + "# listed\n"));
        Runtime runtime = control.get(RuntimeService.class)
                .register(
                        "listed",
                        "sha256:" + CanonicalJson.sha256("listed"),
                        lock,
                        "cpython-3.11.2",
                        "linux",
                        run.id(),
                        ana.userId());

        assertThat(runtime.state()).isEqualTo(Runtime.State.PENDING);
        assertThat(pin(control.project(ana), Map.of("name", "copy", "lockSha256", lock)))
                .isEqualTo(EnvironmentSpec.ofLock("copy", lock));
    }

    private static RunSpec pin(Project where, Map<String, Object> requested) {
        return control.get(RunService.class).pin(ana, where, RunKind.ENVIRONMENT, json(requested));
    }

    private static Run start(Project where, Map<String, Object> requested) {
        return control.get(RunService.class)
                .start(
                        ana,
                        where,
                        StartRun.of(
                                RunKind.ENVIRONMENT,
                                json(requested),
                                UUID.randomUUID().toString()));
    }

    private static JsonNode json(Object value) {
        return control.get(CanonicalJson.class).tree(value);
    }
}
