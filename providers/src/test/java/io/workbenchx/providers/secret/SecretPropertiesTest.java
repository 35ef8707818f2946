package io.workbenchx.providers.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SecretPropertiesTest {

    @Test
    void keepsSecretsInTheDatabaseByDefault() {
        SecretProperties properties = bind(Map.of());

        assertThat(properties.kind()).isEqualTo(SecretProperties.Kind.DATABASE);
        assertThat(properties.vault().mount()).isEqualTo("secret");
        assertThat(properties.vault().path()).isEqualTo("workbenchx");
        assertThat(properties.vault().timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aVaultNeedsAnAddressAndAToken() {
        assertThatException()
                .isThrownBy(() -> bind(Map.of("kind", "vault", "vault.token", "t")))
                .havingRootCause()
                .withMessageContaining("workbenchx.secrets.vault.address");
        assertThatException()
                .isThrownBy(() -> bind(Map.of("kind", "vault", "vault.address", "https://vault:8200")))
                .havingRootCause()
                .withMessageContaining("token-file");
    }

    @Test
    void doesNotShowTheToken() {
        SecretProperties properties =
                bind(Map.of("kind", "vault", "vault.address", "https://vault:8200", "vault.token", "hvs.token"));

        assertThat(properties.toString()).contains("https://vault:8200").doesNotContain("hvs.token");
    }

    private static SecretProperties bind(Map<String, String> values) {
        Map<String, String> source = new HashMap<>();
        values.forEach((name, value) -> source.put("workbenchx.secrets." + name, value));
        return new Binder(new MapConfigurationPropertySource(source))
                .bindOrCreate("workbenchx.secrets", SecretProperties.class);
    }
}
