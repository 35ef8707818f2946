package io.workbenchx.standalone.engine;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeNamespaceResponse;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What the workbench expects of its namespace. */
final class Namespace {

    /** The search attributes of every run, all of type Keyword. */
    static final List<String> SEARCH_ATTRIBUTES = List.of("WbxProject", "WbxKind", "WbxActor", "WbxRun");

    /** Workflow ids are unique, and histories readable, only within the retention. */
    static final Duration RETENTION = Durations.fromHours(720);

    private final WorkflowServiceStubs stubs;
    private final String name;

    Namespace(WorkflowServiceStubs stubs, String name) {
        this.stubs = stubs;
        this.name = name;
    }

    /** Waits until the server answers for this namespace. */
    void await(java.time.Duration patience) {
        await(patience, () -> true);
    }

    /** The same, giving up as soon as the server is known to be gone. */
    void await(java.time.Duration patience, BooleanSupplier alive) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                describe();
                return;
            } catch (StatusRuntimeException notYet) {
                if (System.nanoTime() > deadline
                        || !alive.getAsBoolean()
                        || !mayStillCome(notYet.getStatus().getCode())) {
                    throw notYet;
                }
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw Status.CANCELLED.withDescription("interrupted").asRuntimeException();
            }
        }
    }

    /** A starting dev server answers before it has created its namespace. */
    private static boolean mayStillCome(Status.Code code) {
        return code == Status.Code.UNAVAILABLE
                || code == Status.Code.NOT_FOUND
                || code == Status.Code.DEADLINE_EXCEEDED;
    }

    private DescribeNamespaceResponse describe() {
        return stubs.blockingStub()
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .describeNamespace(
                        DescribeNamespaceRequest.newBuilder().setNamespace(name).build());
    }

    /** Keeps histories for 30 days; only for a server of our own. */
    void keepHistories() {
        if (Durations.compare(describe().getConfig().getWorkflowExecutionRetentionTtl(), RETENTION) < 0) {
            stubs.blockingStub()
                    .updateNamespace(UpdateNamespaceRequest.newBuilder()
                            .setNamespace(name)
                            .setConfig(NamespaceConfig.newBuilder().setWorkflowExecutionRetentionTtl(RETENTION))
                            .build());
        }
    }

    /** Registers what is missing. */
    void registerSearchAttributes() {
        Set<String> known = operator()
                .listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                        .setNamespace(name)
                        .build())
                .getCustomAttributesMap()
                .keySet();
        List<String> missing = SEARCH_ATTRIBUTES.stream()
                .filter(attribute -> !known.contains(attribute))
                .toList();
        if (!missing.isEmpty()) {
            addSearchAttributes(missing);
        }
    }

    /** Registers attributes that are known to be missing; the test server cannot even list them. */
    void addSearchAttributes(List<String> attributes) {
        AddSearchAttributesRequest.Builder request =
                AddSearchAttributesRequest.newBuilder().setNamespace(name);
        attributes.forEach(
                attribute -> request.putSearchAttributes(attribute, IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
        operator().addSearchAttributes(request.build());
    }

    private OperatorServiceGrpc.OperatorServiceBlockingStub operator() {
        return OperatorServiceStubs.newServiceStubs(OperatorServiceStubsOptions.newBuilder()
                        .setChannel(stubs.getRawChannel())
                        .validateAndBuildWithDefaults())
                .blockingStub();
    }
}
