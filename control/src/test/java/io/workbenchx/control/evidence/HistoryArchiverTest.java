package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.WorkflowReplayer;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.evidence.HistoryArchiver.StoredHistory;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.probe.ProbeWorkflowImpl;
import io.workbenchx.workflows.run.RunKind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class HistoryArchiverTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path home;

    private static ControlContext control;
    private static Caller caller;
    private static Project project;

    private final HistoryArchiver archiver = control.get(HistoryArchiver.class);
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
        caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
        project = control.project(caller);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void keepsAHistoryThatCanBeReplayed() throws Exception {
        Run run = archived(ended(probe("replayed")));

        String json = content(run.historySha256());

        assertThat(json).doesNotContain("\n");
        WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(json);
        assertThat(history.getEvents()).isNotEmpty();
        assertThat(EngineHistories.closed(history)).isTrue();
    }

    /** The worker of these tests records no steps: as one that died before it wrote what it knew. */
    @Test
    void recordsTheStepsThatOnlyTheEngineRemembers() {
        Run run = archived(ended(probe("forgetful")));
        archiver.histories(reload(run));

        List<RunEvents.Event> steps = control.get(RunEvents.class).after(run.id(), 0, 100).stream()
                .filter(event -> event.type().startsWith("step."))
                .toList();
        assertThat(steps).singleElement().satisfies(step -> {
            assertThat(step.type()).isEqualTo("step.completed.late");
            assertThat(step.record()).contains("\"attempt\":1", "\"step\":\"Answer\"", "\"queue\":\"workbench\"");
            // Under the key that the worker itself would have used.
            assertThat(owner.sql("select key from ops.run_events where run_id = ? and seq = ?")
                            .params(run.id(), step.seq())
                            .query(String.class)
                            .single())
                    .matches("[0-9a-f-]{36}/[0-9a-f-]{36}/1/step\\.completed");
        });
        assertThat(control.get(ChainVerifier.class).verify(run.id()).ok()).isTrue();
    }

    /** The engine keeps ciphertext; evidence is read by people who have no key, and after the key is gone. */
    @Test
    void keepsWhatTheEngineOnlyHasEncrypted() throws Exception {
        Run run = archived(ended(probe("readable")));

        String raw = control.engine()
                .getWorkflowClient()
                .fetchHistory(RunLauncher.workflowId(project, run))
                .toJson(false);
        String kept = content(run.historySha256());

        assertThat(decoded(raw)).doesNotContain("this host");
        assertThat(raw).contains("wbx-key");
        assertThat(decoded(kept)).contains("this host");
        assertThat(kept).doesNotContain("wbx-key");
        // By anybody, with no key and no converter of ours.
        WorkflowReplayer.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(kept), ProbeWorkflowImpl.class);
    }

    /** A text with all its base64 payloads read. */
    private static String decoded(String json) {
        StringBuilder text = new StringBuilder();
        Matcher data = Pattern.compile("\"data\":\\s*\"([A-Za-z0-9+/=]*)\"").matcher(json);
        while (data.find()) {
            text.append(new String(Base64.getDecoder().decode(data.group(1)), StandardCharsets.UTF_8))
                    .append('\n');
        }
        return text.toString();
    }

    @Test
    void settlesARunTheEngineKnowsNothingOf() {
        Run run = ended(probe("forgotten"));
        Run elsewhere = moved(run, "gone");

        assertThat(archiver.archive(elsewhere)).isTrue();
        assertThat(reload(run).historySha256()).isEmpty();
        assertThat(archiver.histories(reload(run))).isEmpty();
    }

    @Test
    void archivesRunsThatWaitForIt() {
        Run run = ended(probe("pending"));

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            archiver.archivePending();
            return reload(run).historySha256() != null;
        });

        assertThat(archiver.histories(reload(run)))
                .extracting(StoredHistory::own)
                .containsExactly(true);
    }

    private static Run probe(String note) {
        return control.get(RunService.class)
                .start(caller, project, StartRun.of(RunKind.PROBE, JSON.readTree("{}"), note));
    }

    private static Run ended(Run run) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> reload(run), found -> found.state().terminal());
    }

    private Run archived(Run run) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> archiver.archive(run));
        return reload(run);
    }

    private static Run reload(Run run) {
        return control.get(RunRepository.class).findById(run.id()).orElseThrow();
    }

    /** The same run under a kind that gives its workflow another id. */
    private Run moved(Run run, String kind) {
        owner.sql("update ops.runs set kind = ? where id = ?")
                .params(kind, run.id())
                .update();
        return reload(run);
    }

    private static String content(String sha256) throws Exception {
        try (InputStream in = control.get(ObjectStore.class).open(sha256)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
