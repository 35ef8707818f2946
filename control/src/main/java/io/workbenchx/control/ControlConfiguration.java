package io.workbenchx.control;

import io.workbenchx.control.identity.MasterSecret;
import io.workbenchx.control.identity.ProductionSecrets;
import io.workbenchx.control.run.CostRates;
import io.workbenchx.control.run.EngineProperties;
import io.workbenchx.control.storage.StorageProperties;
import io.workbenchx.providers.code.CodeConfiguration;
import io.workbenchx.providers.home.HomeConfiguration;
import io.workbenchx.providers.home.WorkbenchHome;
import io.workbenchx.providers.secret.SecretConfiguration;
import io.workbenchx.providers.store.StoreConfiguration;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;

/** Everything of the control plane as Spring beans; imported by api and worker. */
@Configuration(proxyBeanMethods = false)
@ComponentScan
@EnableJdbcRepositories(considerNestedRepositories = true)
@EnableConfigurationProperties({CostRates.class, EngineProperties.class, StorageProperties.class})
@Import({HomeConfiguration.class, StoreConfiguration.class, CodeConfiguration.class, SecretConfiguration.class})
public class ControlConfiguration {

    /** Before anything connects anywhere. */
    @Bean
    static BeanFactoryPostProcessor productionSecrets(Environment environment) {
        return beans -> ProductionSecrets.check(environment);
    }

    @Bean
    MasterSecret masterSecret(Environment environment, WorkbenchHome home) {
        return MasterSecret.load(
                environment.getProperty("workbenchx.secret"),
                home.confidential("keys").resolve("master.key"));
    }
}
