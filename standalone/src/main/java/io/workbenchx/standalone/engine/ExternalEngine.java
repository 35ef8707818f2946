package io.workbenchx.standalone.engine;

import io.grpc.StatusRuntimeException;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.workbenchx.standalone.host.HostException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Temporal that somebody else runs, named by the field's own convention ({@code TEMPORAL_ADDRESS}, TLS, API key, profiles). */
record ExternalEngine(String address, String namespace) implements Engine {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The configured server, checked; empty when none is configured. */
    static Optional<Engine> fromEnvironment() throws IOException {
        ClientConfigProfile profile = ClientConfigProfile.load();
        String address = profile.getAddress();
        if (address == null || address.isBlank()) {
            return Optional.empty();
        }
        String namespace =
                profile.getNamespace() == null || profile.getNamespace().isBlank() ? "default" : profile.getNamespace();
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(profile.toWorkflowServiceStubsOptions());
        try {
            Namespace found = new Namespace(stubs, namespace);
            found.await(PATIENCE);
            found.registerSearchAttributes();
        } catch (StatusRuntimeException unreachable) {
            throw new HostException(
                    "The Temporal at " + address + " (TEMPORAL_ADDRESS) with namespace " + namespace
                            + " does not answer: " + unreachable.getStatus()
                            + ". Start it, correct the address, or unset TEMPORAL_ADDRESS.",
                    unreachable);
        } finally {
            stubs.shutdownNow();
        }
        return Optional.of(new ExternalEngine(address, namespace));
    }

    @Override
    public Kind kind() {
        return Kind.EXTERNAL;
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
        return "Temporal at " + address + ", namespace " + namespace + " (TEMPORAL_ADDRESS).";
    }

    @Override
    public void close() {
        // It is not ours to stop.
    }
}
