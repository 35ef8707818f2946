package io.workbenchx.standalone.engine;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last resort: Temporal's test server inside this JVM, with time that does not skip. It forgets all workflows with the process; the
 * control plane then starts unfinished runs again. Put together from the server's parts, because its own factory listens on every
 * network interface and has no authentication.
 */
final class InProcessEngine implements Engine {

    /** Why it is this engine, and how to get another one. */
    enum Reason {
        ASKED_FOR(
                "the in-process engine was asked for (--engine, WBX_ENGINE)",
                "Leave that option out to have a durable one."),
        NONE_FOUND("no Temporal server was found", "Install Temporal to change that: wbx doctor --install.");

        private final String cause;
        private final String remedy;

        Reason(String cause, String remedy) {
            this.cause = cause;
            this.remedy = remedy;
        }
    }

    private final Reason reason;
    private final TestServicesStarter services;
    private final Server server;

    private InProcessEngine(Reason reason, TestServicesStarter services, Server server) {
        this.reason = reason;
        this.services = services;
        this.server = server;
    }

    static InProcessEngine start(Reason reason, int port) throws IOException {
        boolean timeSkippingLocked = true;
        TestServicesStarter services = new TestServicesStarter(timeSkippingLocked, 0);
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), builder);
        InProcessEngine engine =
                new InProcessEngine(reason, services, builder.build().start());
        engine.prepare();
        return engine;
    }

    private void prepare() {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
        try {
            Namespace namespace = new Namespace(stubs, namespace());
            namespace.await(Duration.ofSeconds(15));
            namespace.addSearchAttributes(Namespace.SEARCH_ATTRIBUTES);
        } finally {
            stubs.shutdownNow();
        }
    }

    @Override
    public Kind kind() {
        return Kind.IN_PROCESS;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public String namespace() {
        return "default";
    }

    @Override
    public @Nullable String ui() {
        return null;
    }

    @Override
    public long pid() {
        return 0;
    }

    @Override
    public String announcement() {
        return "NOT DURABLE: " + reason.cause
                + ", so workflows live in this process and are lost when it ends; unfinished runs are then started again from their"
                + " last recorded step. There is no Temporal UI. " + reason.remedy;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        services.close();
    }
}
