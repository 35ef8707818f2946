package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.evidence.HistoryArchiver.StoredHistory;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.RunKind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

class HistoryArchiverTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String QUEUE = "history-test";

    @TempDir
    static Path home;

    private static ControlContext control;
    private static WorkerFactory services;
    private static Caller caller;
    private static Project project;

    private final HistoryArchiver archiver = control.get(HistoryArchiver.class);
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());

    /** Continues as new once, and starts a child in its second life. */
    @WorkflowInterface
    public interface Service {
        @WorkflowMethod
        void serve(int life);
    }

    /** What a service starts. */
    @WorkflowInterface
    public interface Replica {
        @WorkflowMethod
        void replicate();
    }

    public static class ServiceImpl implements Service {
        @Override
        public void serve(int life) {
            if (life == 1) {
                Workflow.continueAsNew(2);
            }
            Replica replica = Workflow.newChildWorkflowStub(
                    Replica.class,
                    ChildWorkflowOptions.newBuilder()
                            .setWorkflowId(Workflow.getInfo().getWorkflowId() + "/replica-0")
                            .build());
            Async.procedure(replica::replicate).get();
        }
    }

    public static class ReplicaImpl implements Replica {
        @Override
        public void replicate() {
            Workflow.sleep(Duration.ofMillis(1));
        }
    }

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
        services = WorkerFactory.newInstance(control.get(WorkflowClient.class));
        services.newWorker(QUEUE).registerWorkflowImplementationTypes(ServiceImpl.class, ReplicaImpl.class);
        services.start();
        caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
        project = control.project(caller);
    }

    @AfterAll
    static void stop() {
        services.shutdownNow();
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

    @Test
    void keepsChildrenAndEarlierLivesToo() {
        Run run = ended(probe("service"));
        Run service = moved(run, "service");
        String workflowId = project.name() + "/service/" + run.id();
        WorkflowStub stub = control.get(WorkflowClient.class)
                .newUntypedWorkflowStub(
                        "Service",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(QUEUE)
                                .setWorkflowId(workflowId)
                                .build());
        stub.start(1);
        stub.getResult(Void.class);

        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> archiver.archive(service));

        List<StoredHistory> histories = archiver.histories(reload(run));
        assertThat(histories)
                .extracting(StoredHistory::workflowId)
                .containsExactly(workflowId, workflowId, workflowId + "/replica-0");
        assertThat(histories).extracting(StoredHistory::own).containsExactly(true, false, false);
        assertThat(histories.get(0).sha256()).isEqualTo(reload(run).historySha256());
        assertThat(histories).extracting(StoredHistory::engineRunId).doesNotHaveDuplicates();
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
