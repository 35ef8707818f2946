package io.workbenchx.providers.secret;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The store of secrets outside the control plane, when one is configured. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretProperties.class)
public class SecretConfiguration {

    @Bean
    @ConditionalOnProperty(name = "workbenchx.secrets.kind", havingValue = "vault")
    SecretStore vaultSecretStore(SecretProperties properties) {
        return new VaultSecretStore(properties.vault());
    }
}
