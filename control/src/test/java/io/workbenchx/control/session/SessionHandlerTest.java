package io.workbenchx.control.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.control.session.WorkspaceFiles.Listing;
import io.workbenchx.control.session.WorkspaceFiles.SavedFile;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SavedWorkspace;
import io.workbenchx.workflows.session.SessionEnding;
import io.workbenchx.workflows.session.SessionSpec;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a requested session means, whose name is whose, and what a resume begins with. */
class SessionHandlerTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private final CanonicalJson json = CONTROL.get(CanonicalJson.class);
    private final SessionService sessions = CONTROL.get(SessionService.class);
    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private final Project project = CONTROL.project(caller);
    private final String runtime = "r" + UUID.randomUUID();

    @BeforeEach
    void approveARuntime() {
        runtime(runtime, "jupyterlab==4.6.6 \\\n    --hash=sha256:00\n");
    }

    @Test
    void turnsNamesIntoDigestAndSize() {
        SessionSpec spec = pin("{\"name\":\"explore\",\"runtime\":\"NAME\",\"profile\":\"medium\"}");

        assertThat(spec.profile().cpus()).isEqualTo(new BigDecimal(2));
        assertThat(spec.profile().memoryBytes()).isEqualTo(8L << 30);
        assertThat(spec.runtime().digest()).startsWith("sha256:");
        assertThat(spec.idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(pin(json.write(spec))).as("pinning again changes nothing").isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"runtime\":\"NAME\"} | SPEC_INVALID",
                "{\"name\":\"explore\"} | SPEC_INVALID",
                "{\"name\":\"Explore!\",\"runtime\":\"NAME\"} | SPEC_INVALID",
                "{\"name\":\"explore\",\"runtime\":\"NAME\",\"profile\":\"huge\"} | SPEC_INVALID",
                "{\"name\":\"explore\",\"runtime\":\"NAME\",\"expiry\":\"P9D\"} | SPEC_INVALID",
                "{\"name\":\"explore\",\"runtime\":\"NAME\",\"secrets\":{\"JUPYTER_TOKEN\":\"x\"}} | SPEC_INVALID",
                "{\"name\":\"explore\",\"runtime\":\"NAME\",\"datasets\":{\"none\":1}} | DATASET_UNKNOWN",
                "{\"name\":\"explore\",\"runtime\":\"none-such\"} | RUNTIME_UNKNOWN"
            })
    void refusesWhatIsNotThere(String spec, FailureCode code) {
        assertThatRefused(spec, code);
    }

    @Test
    void saysWhichLineARuntimeWithoutJupyterLabNeeds() {
        runtime(runtime + "-bare", "pandas==3.1.1\n");

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> pin("{\"name\":\"explore\",\"runtime\":\"" + runtime + "-bare\"}"))
                .withMessageContaining("has no JupyterLab")
                .withMessageContaining("\"jupyterlab\" and \"ipykernel\"");
    }

    @Test
    void refusesAnImage() {
        RuntimeService runtimes = CONTROL.get(RuntimeService.class);
        Caller admin = Caller.onBehalfOf(CONTROL.user(Role.ADMIN));
        String digest = CanonicalJson.sha256("image for " + runtime);
        Runtime image = runtimes.registerImage(admin, "image-" + digest.substring(0, 8), "lab@sha256:" + digest);
        runtimes.decide(admin, image.id(), Runtime.State.APPROVED);

        assertThatRefused(
                "{\"name\":\"explore\",\"runtime\":\"" + image.name() + "\"}", FailureCode.RUNTIME_NOT_APPROVED);
    }

    @Test
    void refusesAForgedSizeOrWorkspace() {
        String pinned = json.write(pin("{\"name\":\"explore\",\"runtime\":\"NAME\"}"));

        assertThatRefused(pinned.replace("\"cpus\":1", "\"cpus\":0"), FailureCode.SPEC_INVALID);
        assertThatRefused(
                pinned.replace(
                        "\"workspace\":null",
                        "\"workspace\":{\"run\":\"" + UUID.randomUUID() + "\",\"sha256\":\"" + "ab".repeat(32) + "\"}"),
                FailureCode.INTEGRITY);
    }

    @Test
    void claimsTheSizeOfItsProfile() {
        Run run = start("explore");

        assertThat(JdbcClient.create(TestDatabase.workbench())
                        .sql("select trim_scale(cpus) || ' ' || memory_bytes from ops.runs where id = ?")
                        .param(run.id())
                        .query(String.class)
                        .single())
                .isEqualTo("1 " + (2L << 30));
    }

    @Test
    void givesANameToOneOpenSessionOfOnePerson() {
        start("explore");

        assertThatConflict(() -> start("explore")).withMessageContaining("is open");
        Caller other = Caller.onBehalfOf(CONTROL.user(Role.ADMIN));
        assertThatConflict(() -> sessions.start(other, project, request("explore")))
                .withMessageContaining(caller.name());
    }

    @Test
    void resumesWithWhatWasSavedInAnotherSize() {
        Run first = start("explore");
        SavedWorkspace saved = save(first, "made.txt", "made here");
        end(first);

        Run second = sessions.resume(
                        caller, project, "explore", new SessionService.Changes("large", null, null), unique())
                .run();

        SessionSpec spec = (SessionSpec) CONTROL.get(RunService.class).pinned(second);
        assertThat(second.failureMessage()).isNull();
        assertThat(spec.workspace()).isEqualTo(new SessionSpec.Workspace(first.id(), saved.sha256()));
        assertThat(spec.profile().name()).isEqualTo("large");
        assertThat(CONTROL.get(WorkspaceFiles.class).bound(spec.workspace()).files())
                .extracting(SavedFile::path)
                .containsExactly("made.txt");
        assertThat(sessions.require(project, "explore").run()).isEqualTo(second.id());
    }

    @Test
    void keepsFilesWhoseNamesNobodyCouldDownload() {
        Run run = start("explore");

        save(run, "what? *.txt", "x");

        assertThat(CONTROL.get(WorkspaceFiles.class)
                        .filesOf(project.id(), run.id())
                        .files())
                .singleElement()
                .satisfies(file -> {
                    assertThat(file.path()).isEqualTo("what? *.txt");
                    assertThat(file.artifact()).startsWith("workspace/unusual-names/");
                });
    }

    @Test
    void cannotBeResumedWhenItSavedNothing() {
        end(start("explore"));

        assertThatConflict(() -> sessions.resume(
                        caller, project, "explore", new SessionService.Changes(null, null, null), unique()))
                .withMessageContaining("saved nothing");
    }

    private SavedWorkspace save(Run run, String path, String content) {
        WorkspaceFiles files = CONTROL.get(WorkspaceFiles.class);
        var kept = files.keep(
                project.id(), run.id(), path, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
        SavedWorkspace saved = files.complete(
                project.id(),
                run.id(),
                new Listing(List.of(new SavedFile(path, kept.path(), kept.sha256(), kept.bytes(), false, true)), 0));
        CONTROL.get(SessionRecords.class).saved(context(run), saved);
        return saved;
    }

    private void end(Run run) {
        CONTROL.get(SessionRecords.class).ended(context(run), SessionEnding.STOPPED);
        CONTROL.get(RunRecorder.class).finish(run.id(), caller.name(), RunOutcome.succeeded(null));
    }

    private RunContext context(Run run) {
        return new RunContext(run.id(), project.id(), project.name(), RunKind.SESSION, caller.name(), 1);
    }

    private Run start(String name) {
        Run run = sessions.start(caller, project, request(name)).run();
        assertThat(run.failureMessage()).isNull();
        return run;
    }

    private StartRun request(String name) {
        return StartRun.of(
                RunKind.SESSION, json.read("{\"name\":\"" + name + "\",\"runtime\":\"" + runtime + "\"}"), unique());
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }

    private void assertThatRefused(String spec, FailureCode code) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> pin(spec))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<WorkbenchException> assertThatConflict(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.CONFLICT));
    }

    private SessionSpec pin(String requested) {
        return (SessionSpec) CONTROL.get(RunService.class)
                .pin(caller, project, RunKind.SESSION, json.read(requested.replace("NAME", runtime)));
    }

    private void runtime(String name, String lock) {
        String sha256 = CONTROL.get(ObjectStore.class)
                .put(new ByteArrayInputStream(lock.getBytes(StandardCharsets.UTF_8)))
                .sha256();
        JdbcClient.create(TestDatabase.workbench())
                .sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, interpreter, platform, created_by)
                        values (?, ?, 'ENVIRONMENT', ?, 'APPROVED', ?, '3.12', 'linux', ?)
                        """)
                .params(UUID.randomUUID(), name, "sha256:" + CanonicalJson.sha256(name), sha256, caller.userId())
                .update();
    }
}
