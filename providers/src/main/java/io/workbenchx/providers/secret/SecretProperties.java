package io.workbenchx.providers.secret;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the values of secrets are kept.
 *
 * @param kind {@code database} (encrypted, in the control plane's own), or {@code vault}
 */
@ConfigurationProperties("workbenchx.secrets")
public record SecretProperties(
        @DefaultValue("database") Kind kind, @DefaultValue Vault vault) {

    public SecretProperties {
        if (kind == Kind.VAULT) {
            vault.requireComplete();
        }
    }

    /** The kinds of store. */
    public enum Kind {
        DATABASE,
        VAULT
    }

    /**
     * A HashiCorp Vault with a key-value engine of version 2.
     *
     * @param address such as {@code https://vault.example:8200}
     * @param mount of the engine
     * @param path folder in it; below, a secret is {@code <project id>/<name>}
     * @param namespace of Vault Enterprise, empty for none
     * @param token to send; for tests and short trials, because it never renews
     * @param tokenFile file with the token, read for each request, so that an agent may renew it
     * @param timeout of one request
     */
    public record Vault(
            @DefaultValue("") String address,
            @DefaultValue("secret") String mount,
            @DefaultValue("workbenchx") String path,
            @DefaultValue("") String namespace,
            @DefaultValue("") String token,
            @Nullable Path tokenFile,
            @DefaultValue("10s") Duration timeout) {

        private void requireComplete() {
            require(
                    address.matches("https?://[^/?#@]+/?"),
                    "address must be set when workbenchx.secrets.kind is vault, such as https://vault.example:8200");
            require(mount.matches("[A-Za-z0-9_-][A-Za-z0-9/_-]*"), "mount is the path of a key-value engine");
            require(path.matches("[A-Za-z0-9_-][A-Za-z0-9/_-]*"), "path is a folder in the engine, such as workbenchx");
            require(
                    token.isBlank() != (tokenFile == null),
                    "token-file (or token, WORKBENCHX_SECRETS_VAULT_TOKEN) must be set when workbenchx.secrets.kind is vault");
        }

        private static void require(boolean holds, String what) {
            if (!holds) {
                throw new IllegalArgumentException("workbenchx.secrets.vault." + what + ".");
            }
        }

        URI base() {
            return URI.create(address.endsWith("/") ? address : address + "/");
        }

        /** Without the token: properties end up in logs. */
        @Override
        public String toString() {
            return "Vault[address=" + address + ", mount=" + mount + ", path=" + path + "]";
        }
    }
}
