package io.workbenchx.control;

import io.workbenchx.control.identity.MasterSecret;
import io.workbenchx.control.run.CostRates;
import io.workbenchx.control.run.EngineProperties;
import java.nio.file.Path;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;

/** Everything of the control plane as Spring beans; imported by api and worker. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableJdbcRepositories(considerNestedRepositories = true)
@EnableConfigurationProperties({CostRates.class, EngineProperties.class, HomeProperties.class})
public class ControlConfiguration {

    @Bean
    MasterSecret masterSecret(HomeProperties home) {
        return MasterSecret.load(home.secret(), home.keys().resolve("master.key"));
    }

    /** Where this installation keeps its files. */
    @Bean
    Path workbenchHome(HomeProperties home) {
        return home.home();
    }
}
