package io.workbenchx.control.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.providers.secret.SecretConfiguration;
import io.workbenchx.providers.secret.SecretStore;
import io.workbenchx.providers.secret.SecretStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

class VaultSecretStoreTest extends SecretStoreContract {

    private static final String VALUE = "correct horse battery staple";

    @TempDir
    Path directory;

    private ScriptedVault vault;
    private Path tokenFile;
    private AnnotationConfigApplicationContext context;

    @BeforeEach
    void start() throws IOException {
        vault = new ScriptedVault();
        tokenFile = Files.writeString(directory.resolve("token"), ScriptedVault.TOKEN + "\n");
        context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "workbenchx.secrets.kind", "vault",
                                "workbenchx.secrets.vault.address", vault.address(),
                                "workbenchx.secrets.vault.mount", "kv",
                                "workbenchx.secrets.vault.path", "wbx/prod",
                                "workbenchx.secrets.vault.token-file", tokenFile.toString())));
        context.register(SecretConfiguration.class);
        context.refresh();
    }

    @AfterEach
    void stop() {
        context.close();
        vault.close();
    }

    @Override
    SecretStore store() {
        return context.getBean(SecretStore.class);
    }

    @Override
    UUID project() {
        return UUID.randomUUID();
    }

    @Test
    void keepsEachProjectInAFolderOfItsOwn() {
        UUID project = project();

        store().put(project, "token", VALUE);
        store().find(project, "token", 1);
        store().delete(project, "token");

        assertThat(vault.seen())
                .containsExactly(
                        "POST /v1/kv/data/wbx/prod/" + project + "/token",
                        "GET /v1/kv/data/wbx/prod/" + project + "/token?version=1",
                        "DELETE /v1/kv/metadata/wbx/prod/" + project + "/token");
    }

    @Test
    void usesTheTokenThatIsInTheFileNow() throws IOException {
        Files.writeString(tokenFile, "expired");
        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().put(project(), "token", VALUE))
                .withMessageContaining("token");

        Files.writeString(tokenFile, ScriptedVault.TOKEN);
        assertThat(store().put(project(), "token", VALUE)).isOne();
    }

    /** N39, in exceptions: neither the value nor the token is in any of them. */
    @Test
    void refusalsHoldNeitherValueNorToken() {
        vault.failWith(500);
        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().put(project(), "token", VALUE))
                .withMessageContaining("HTTP 500")
                .withMessageNotContaining("horse")
                .withMessageNotContaining(ScriptedVault.TOKEN)
                .withNoCause();
        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().find(project(), "token", 1))
                .withMessageContaining("HTTP 500");
        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().delete(project(), "token"))
                .withMessageContaining("HTTP 500");
    }

    @Test
    void followsNoRedirect() {
        vault.failWith(307);

        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().put(project(), "token", VALUE))
                .withMessageContaining("HTTP 307");
        assertThat(vault.seen()).hasSize(1);
    }

    @Test
    void saysWhenVaultIsAway() {
        vault.close();

        assertThatExceptionOfType(SecretStoreException.class)
                .isThrownBy(() -> store().find(project(), "token", 1))
                .withMessageContaining("does not answer")
                .withMessageContaining(vault.address());
    }
}
