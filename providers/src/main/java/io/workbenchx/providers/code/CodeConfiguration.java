package io.workbenchx.providers.code;

import io.workbenchx.providers.home.WorkbenchHome;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Git bundles of this process. */
@Configuration(proxyBeanMethods = false)
public class CodeConfiguration {

    @Bean
    GitBundles gitBundles(WorkbenchHome home) {
        return new GitBundles(home.confidential("cache/code"));
    }
}
