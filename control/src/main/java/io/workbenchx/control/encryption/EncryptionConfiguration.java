package io.workbenchx.control.encryption;

import io.workbenchx.control.identity.MasterSecret;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Keys and codec of this process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EncryptionProperties.class)
class EncryptionConfiguration {

    @Bean
    WrappingKeys wrappingKeys(MasterSecret secret, Environment environment) {
        List<MasterSecret> secrets = new ArrayList<>(List.of(secret));
        String previous = environment.getProperty("workbenchx.secret-previous", "");
        if (!previous.isBlank()) {
            secrets.add(MasterSecret.of(previous));
        }
        return new WrappingKeys(secrets);
    }

    @Bean
    PayloadEncryption payloadEncryption(DataKeys keys, ProjectNames names, EncryptionProperties properties) {
        return new PayloadEncryption(keys, names, properties.encryption(), null);
    }
}
