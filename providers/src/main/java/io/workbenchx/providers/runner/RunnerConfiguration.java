package io.workbenchx.providers.runner;

import java.nio.file.Path;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The runner of this host. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunnerProperties.class)
public class RunnerConfiguration {

    @Bean
    Runner runner(RunnerProperties properties, @Value("${workbenchx.home}") Path home) {
        return new ProcessRunner(Objects.requireNonNullElse(properties.directory(), home.resolve("runs")), properties);
    }
}
