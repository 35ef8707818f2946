package io.workbenchx.control.secret;

import io.workbenchx.control.encryption.DataKeys;
import io.workbenchx.providers.secret.SecretStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The store of secrets in the control plane's database, unless another is configured. */
@Configuration(proxyBeanMethods = false)
class SecretStoreConfiguration {

    @Bean
    @ConditionalOnProperty(name = "workbenchx.secrets.kind", havingValue = "database", matchIfMissing = true)
    SecretStore databaseSecretStore(DataKeys keys, JdbcClient jdbc) {
        return new DatabaseSecretStore(keys, jdbc);
    }
}
