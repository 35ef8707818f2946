package io.workbenchx.providers.runner.docker;

import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.runner.RunnerAdapter;
import io.workbenchx.providers.runner.RunnerProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The Docker runner, where a daemon is configured. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("workbenchx.runner.docker.host")
@EnableConfigurationProperties(DockerProperties.class)
public class DockerConfiguration {

    @Bean
    RunnerAdapter dockerRunner(DockerProperties docker, RunnerProperties properties, WorkbenchHome home) {
        return new RunnerAdapter(new DockerRunner(home.traversable("containers"), docker, properties));
    }
}
