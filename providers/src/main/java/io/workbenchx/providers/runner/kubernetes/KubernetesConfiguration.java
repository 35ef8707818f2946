package io.workbenchx.providers.runner.kubernetes;

import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.runner.RunnerAdapter;
import io.workbenchx.providers.runner.RunnerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Kubernetes runner, where a namespace is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("workbenchx.runner.kubernetes.namespace")
@EnableConfigurationProperties(KubernetesProperties.class)
public class KubernetesConfiguration {

    @Bean
    RunnerAdapter kubernetesRunner(KubernetesProperties kubernetes, RunnerProperties properties, WorkbenchHome home) {
        return new RunnerAdapter(new KubernetesRunner(home.traversable("pods"), home.root(), kubernetes, properties));
    }
}
