package io.workbenchx.control.run;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.workbenchx.control.encryption.PayloadEncryption;
import io.workbenchx.workflows.run.RunContextPropagator;
import io.workbenchx.workflows.run.WorkbenchDataConverter;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The one connection to Temporal. Configured by the field's convention ({@code TEMPORAL_ADDRESS}, {@code TEMPORAL_NAMESPACE},
 * {@code TEMPORAL_API_KEY}, TLS, profiles); our own properties go first. Connects when first used, so that the api starts and can say what is
 * wrong while the engine is away.
 */
@Configuration(proxyBeanMethods = false)
class EngineConfiguration {

    @Bean
    ClientConfigProfile temporalProfile(EngineProperties engine) throws IOException {
        ClientConfigProfile.Builder profile = ClientConfigProfile.load().toBuilder();
        if (engine.address() != null) {
            profile.setAddress(engine.address());
        }
        if (engine.namespace() != null) {
            profile.setNamespace(engine.namespace());
        }
        return profile.build();
    }

    @Bean(destroyMethod = "")
    WorkflowServiceStubs temporalStubs(ClientConfigProfile profile) {
        return WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder(profile.toWorkflowServiceStubsOptions())
                        .validateAndBuildWithDefaults());
    }

    @Bean
    WorkflowClient temporalClient(
            WorkflowServiceStubs stubs, ClientConfigProfile profile, PayloadEncryption encryption) {
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                        .setDataConverter(WorkbenchDataConverter.with(encryption))
                        .setContextPropagators(List.of(new RunContextPropagator()))
                        .build());
    }

    /** Last of all: workers and dispatchers stop before their connection does. */
    @Bean(destroyMethod = "close")
    StubsShutdown stubsShutdown(WorkflowServiceStubs stubs) {
        return new StubsShutdown(stubs);
    }

    record StubsShutdown(WorkflowServiceStubs stubs) implements AutoCloseable {
        @Override
        public void close() {
            stubs.shutdownNow();
            stubs.awaitTermination(2, TimeUnit.SECONDS);
        }
    }
}
