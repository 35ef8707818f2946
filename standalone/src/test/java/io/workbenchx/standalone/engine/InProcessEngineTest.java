package io.workbenchx.standalone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.SearchAttributeKey;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InProcessEngineTest {

    private InProcessEngine engine;
    private WorkflowServiceStubs stubs;

    @BeforeEach
    void start() throws Exception {
        engine = InProcessEngine.start(InProcessEngine.Reason.ASKED_FOR, 0);
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(engine.address())
                .build());
    }

    @AfterEach
    void stop() {
        stubs.shutdownNow();
        engine.close();
    }

    @Test
    void saysThatItForgets() {
        assertThat(engine.durable()).isFalse();
        assertThat(engine.announcement()).startsWith("NOT DURABLE");
        assertThat(engine.address()).startsWith("127.0.0.1:");
    }

    @Test
    void runsAWorkflowThatCarriesOurSearchAttributes() {
        WorkflowClient client = WorkflowClient.newInstance(stubs);
        WorkerFactory workers = WorkerFactory.newInstance(client);
        workers.newWorker("queue").registerWorkflowImplementationTypes(GreetingImpl.class);
        workers.start();
        try {
            Greeting greeting = client.newWorkflowStub(
                    Greeting.class,
                    WorkflowOptions.newBuilder()
                            .setTaskQueue("queue")
                            .setTypedSearchAttributes(SearchAttributes.newBuilder()
                                    .set(SearchAttributeKey.forKeyword("WbxProject"), "demo")
                                    .set(SearchAttributeKey.forKeyword("WbxRun"), "1")
                                    .build())
                            .build());
            assertThat(greeting.greet("world")).isEqualTo("hello world");
        } finally {
            workers.shutdownNow();
        }
    }

    /** A workflow. */
    @WorkflowInterface
    public interface Greeting {
        @WorkflowMethod
        String greet(String name);
    }

    /** Its implementation. */
    public static class GreetingImpl implements Greeting {
        @Override
        public String greet(String name) {
            return "hello " + name;
        }
    }
}
