package io.workbenchx.control.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.providers.secret.SecretStore;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every store of secrets must do. */
abstract class SecretStoreContract {

    abstract SecretStore store();

    /** A project of its own for each test. */
    abstract UUID project();

    @Test
    void givesBackWhatWasPut() {
        UUID project = project();
        String value = "päss\"wörd'\n\t with ${everything} \\ 漢字";

        int version = store().put(project, "db.password", value);

        assertThat(version).isOne();
        assertThat(store().find(project, "db.password", 1)).contains(value);
    }

    @Test
    void countsVersionsAndKeepsThem() {
        UUID project = project();

        assertThat(store().put(project, "token", "first value")).isOne();
        assertThat(store().put(project, "token", "second value")).isEqualTo(2);
        assertThat(store().put(project, "other", "another value")).isOne();

        assertThat(store().find(project, "token", 1)).contains("first value");
        assertThat(store().find(project, "token", 2)).contains("second value");
    }

    @Test
    void hasNothingThatWasNotPut() {
        UUID project = project();
        store().put(project, "token", "first value");

        assertThat(store().find(project, "token", 2)).isEmpty();
        assertThat(store().find(project, "none", 1)).isEmpty();
    }

    @Test
    void keepsProjectsApart() {
        UUID project = project();
        UUID other = project();
        store().put(project, "token", "first value");

        assertThat(store().find(other, "token", 1)).isEmpty();
        store().delete(other, "token");
        assertThat(store().find(project, "token", 1)).contains("first value");
    }

    @Test
    void forgetsAllVersions() {
        UUID project = project();
        store().put(project, "token", "first value");
        store().put(project, "token", "second value");

        store().delete(project, "token");
        store().delete(project, "token");

        assertThat(store().find(project, "token", 1)).isEmpty();
        assertThat(store().find(project, "token", 2)).isEmpty();
        assertThat(store().put(project, "token", "third value")).isPositive();
    }
}
