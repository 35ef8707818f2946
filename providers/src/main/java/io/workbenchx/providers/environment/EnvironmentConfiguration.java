package io.workbenchx.providers.environment;

import io.workbenchx.providers.home.WorkbenchHome;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The builder of environments of this process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EnvironmentProperties.class)
public class EnvironmentConfiguration {

    @Bean
    EnvironmentBuilder environmentBuilder(WorkbenchHome home, EnvironmentProperties properties) {
        return new UvEnvironmentBuilder(home, properties);
    }

    @Bean
    LockResolver lockResolver(WorkbenchHome home, EnvironmentProperties properties) {
        return new UvEnvironmentBuilder(home, properties).lockResolver(home);
    }

    @Bean
    EnvironmentShelf environmentShelf(WorkbenchHome home) {
        return new EnvironmentFolders(home.traversable("environments"));
    }
}
