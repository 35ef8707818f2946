package io.workbenchx.providers.home;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The home folder of this process, from {@code workbenchx.home}. */
@Configuration(proxyBeanMethods = false)
public class HomeConfiguration {

    @Bean
    WorkbenchHome workbenchHome(Environment environment) {
        return WorkbenchHome.of(environment.getProperty("workbenchx.home"));
    }
}
