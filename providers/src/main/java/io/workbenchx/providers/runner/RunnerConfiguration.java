package io.workbenchx.providers.runner;

import io.workbenchx.providers.home.WorkbenchHome;
import java.nio.file.Path;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The runner of this host. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunnerProperties.class)
public class RunnerConfiguration {

    @Bean
    Runner runner(RunnerProperties properties, WorkbenchHome home) {
        Path directory = properties.directory();
        return new ProcessRunner(directory == null ? home.traversable("runs") : directory, properties);
    }
}
