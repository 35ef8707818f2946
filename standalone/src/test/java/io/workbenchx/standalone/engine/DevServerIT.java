package io.workbenchx.standalone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.util.Durations;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.workbenchx.standalone.host.Child;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.TestHome;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DevServerIT {

    private final AtomicLong restarted = new AtomicLong();
    private final Ports ports = new Ports(notice -> {});
    private Home home;
    private TemporalBinary binary;
    private DevServer server;

    @BeforeEach
    void start() throws Exception {
        home = TestHome.create();
        var found = TemporalBinary.find(home, System.getenv());
        assumeThat(found).as("a temporal command on this machine").isPresent();
        binary = found.get();
        server = launch();
    }

    private DevServer launch() throws Exception {
        return DevServer.start(
                home,
                binary,
                ports.choose("Temporal", 0),
                ports.choose("UI", 0),
                "http://127.0.0.1:1/api/v1/codec",
                restarted::set);
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
            assertThat(Child.find(server.pid(), home.temporal().toString())).isEmpty();
        }
    }

    @Test
    void knowsTheSearchAttributesAndKeepsHistoriesForAMonth() {
        try (Client client = new Client(server)) {
            assertThat(client.searchAttributes())
                    .containsKeys("WbxProject", "WbxKind", "WbxActor", "WbxRun")
                    .containsEntry("WbxRun", IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD);
            assertThat(client.retentionHours()).isEqualTo(720);
        }
        assertThat(server.durable()).isTrue();
    }

    @Test
    void comesBackOnTheSameFileAndPortWhenKilled() throws Exception {
        try (Client client = new Client(server)) {
            client.startWorkflow("kept");
            long killed = server.pid();
            TestHome.kill(killed);
            TestHome.eventually("a successor runs", () -> restarted.get() != 0);
            assertThat(server.pid()).isEqualTo(restarted.get()).isNotEqualTo(killed);
            assertThat(client.isRunning("kept")).isTrue();
            assertThat(client.searchAttributes()).containsKey("WbxRun");
            assertThat(client.retentionHours()).isEqualTo(720);
        }
    }

    @Test
    void stopsAServerOnItsFileThatOutlivedItsWorkbench() throws Exception {
        try (Client client = new Client(server)) {
            client.startWorkflow("kept");
        }
        DevServer orphan = server;
        orphan.abandon();
        DevServer.stopOrphan(home);
        assertThat(Child.find(orphan.pid(), home.temporal().toString())).isEmpty();
        server = launch();
        try (Client client = new Client(server)) {
            assertThat(client.isRunning("kept")).isTrue();
        }
    }

    /** A client of one engine. */
    private static final class Client implements AutoCloseable {

        private final WorkflowServiceStubs stubs;

        Client(Engine engine) {
            stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setTarget(engine.address())
                    .build());
        }

        java.util.Map<String, IndexedValueType> searchAttributes() {
            return OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                            .setChannel(stubs.getRawChannel())
                            .validateAndBuildWithDefaults())
                    .blockingStub()
                    .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace("default")
                            .build())
                    .getCustomAttributesMap();
        }

        long retentionHours() {
            return Durations.toHours(stubs.blockingStub()
                    .describeNamespace(DescribeNamespaceRequest.newBuilder()
                            .setNamespace("default")
                            .build())
                    .getConfig()
                    .getWorkflowExecutionRetentionTtl());
        }

        void startWorkflow(String id) {
            WorkflowClient.newInstance(stubs)
                    .newUntypedWorkflowStub(
                            "Waiting",
                            WorkflowOptions.newBuilder()
                                    .setWorkflowId(id)
                                    .setTaskQueue("nobody-listens")
                                    .build())
                    .start();
        }

        boolean isRunning(String id) {
            return WorkflowClient.newInstance(stubs)
                    .newUntypedWorkflowStub(id)
                    .describe()
                    .getStatus()
                    .name()
                    .endsWith("RUNNING");
        }

        @Override
        public void close() {
            stubs.shutdownNow();
        }
    }
}
