package io.workbenchx.api.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Projects are archived, never deleted, and names are taken for good (GOV-1, N57). */
class ProjectArchiveTest {

    private final RunningApi api = RunningApi.get();
    private final String name = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private final String path = "/api/v1/projects/" + name;
    private String owner;

    @BeforeEach
    void makeProject() {
        owner = api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", "u-" + name, "role", "ENGINEER"))
                .json()
                .path("apiKey")
                .asString();
        assertThat(create(name).status()).isEqualTo(201);
    }

    private Answer create(String wanted) {
        return api.send("POST", "/api/v1/projects", owner, Map.of("name", wanted));
    }

    private Answer start(String request) {
        return api.send(
                "POST", path + "/runs", owner, Map.of("kind", "probe", "spec", Map.of()), "Idempotency-Key", request);
    }

    private Answer archive() {
        return api.send("POST", path + "/archive", owner, Map.of());
    }

    @Test
    void isReadAndNotChangedUntilItIsRestored() {
        assertThat(archive().status()).isEqualTo(204);

        assertThat(start("r").status()).isEqualTo(409);
        assertThat(start("r").body()).contains("archived");
        assertThat(api.send("PUT", path + "/budget", owner, Map.of("USD", 1)).status())
                .isEqualTo(409);
        assertThat(api.send("GET", path, owner, null).status()).isEqualTo(200);
        assertThat(api.send("GET", path + "/audit?type=project.archived", owner, null)
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(api.send("GET", "/api/v1/projects", owner, null).body()).doesNotContain(name);

        assertThat(api.send("POST", path + "/restore", owner, Map.of()).status())
                .isEqualTo(204);
        assertThat(start("r").status()).isEqualTo(201);
    }

    @Test
    void waitsForTheEndOfItsRuns() {
        assertThat(start("open").status()).isEqualTo(201);

        Answer refused = archive();

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("1 open runs");
        assertThat(api.send("GET", "/api/v1/projects", owner, null).body()).contains(name);
    }

    @Test
    void itsNameStaysTaken() {
        assertThat(archive().status()).isEqualTo(204);

        assertThat(create(name).status()).isEqualTo(409);
    }

    /** Twins of a name: what only looks like it is no name at all. */
    @ParameterizedTest
    @ValueSource(strings = {"P", "\u0440", "p\u200b", "\uff50"})
    void namesAreOfOneAlphabetAndOneCase(String first) {
        assertThat(create(first + name.substring(1)).status()).isEqualTo(422);
    }

    @Test
    void strangersAndEditorsDoNotArchive() {
        String other = api.send(
                        "POST", "/api/v1/users", api.adminKey(), Map.of("name", "v-" + name, "role", "ENGINEER"))
                .json()
                .path("apiKey")
                .asString();
        assertThat(api.send("POST", path + "/archive", other, Map.of()).status())
                .isEqualTo(404);
        assertThat(api.send("PUT", path + "/members/v-" + name, owner, Map.of("role", "EDITOR"))
                        .status())
                .isEqualTo(204);
        assertThat(api.send("POST", path + "/archive", other, Map.of()).status())
                .isEqualTo(403);
    }
}
