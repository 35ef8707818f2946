package io.workbenchx.cli.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, members and keys, as an administrator handles them. */
class AccessCommandsTest {

    private static final String CREATED =
            "{\"id\":\"u1\",\"user\":\"ana\",\"role\":\"VIEWER\",\"apiKey\":\"wbx_secret\"}";

    @TempDir
    Path directory;

    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        workbench = new ScriptedWorkbench();
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void addsAUserAndShowsTheKeyOnce() {
        workbench.json("POST /api/v1/users", CREATED);

        var added = wbx("user add ana --role viewer");

        assertThat(added.exitCode()).isZero();
        assertThat(added.lines())
                .containsExactly(
                        "user ana  VIEWER",
                        "API key wbx_secret  (shown only this once)",
                        "sign in with it: wbx login --url " + workbench.url());
        assertThat(Json.parse(workbench.last().body()))
                .isEqualTo(Json.object().put("name", "ana").put("role", "VIEWER"));
    }

    @Test
    void machinesGetWhatTheWorkbenchSaid() {
        workbench.json("POST /api/v1/users", CREATED).json("POST /api/v1/keys", "{\"id\":\"k\",\"apiKey\":\"wbx_k\"}");

        assertThat(Json.parse(wbx("user add ana --json").out())).isEqualTo(Json.parse(CREATED));
        assertThat(Json.parse(workbench.last().body()).path("role").asString()).isEqualTo("ENGINEER");
        assertThat(Json.parse(wbx("key create ci --json").out()).path("apiKey").asString())
                .isEqualTo("wbx_k");
    }

    @Test
    void aRoleThatIsNoneIsAUsageMistake() {
        for (var line : new String[] {"user add ana --role boss", "member add ana --role engineer"}) {
            var wrong = wbx(line);

            assertThat(wrong.exitCode()).as(line).isEqualTo(2);
            assertThat(wrong.err()).contains("VIEWER", "ADMIN");
        }
        assertThat(workbench.seen()).isEmpty();
    }

    @Test
    void whoMayNotIsToldSo() {
        workbench.problem("POST /api/v1/users", 403, "PERMISSION_DENIED", "You may not add users.");

        var denied = wbx("user add ana");

        assertThat(denied.exitCode()).isEqualTo(4);
        assertThat(denied.err()).contains("You may not add users.");
    }

    @Test
    void createsAKeyForSomeDays() {
        workbench.json("POST /api/v1/keys", "{\"id\":\"k1\",\"apiKey\":\"wbx_new\"}");

        var created = wbx("key create laptop --expires 90");

        assertThat(created.lines()).containsExactly("key k1  laptop", "API key wbx_new  (shown only this once)");
        assertThat(Json.parse(workbench.last().body()))
                .isEqualTo(Json.object().put("name", "laptop").put("expiresInDays", 90));

        wbx("key create forever");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(Json.object().put("name", "forever"));
    }

    @Test
    void listsKeysAndWhetherTheyAreStillGood() {
        workbench.json(
                "GET /api/v1/keys",
                "[" + key("k1", "null", "null") + ","
                        + key("k2", "\"2026-08-01T11:59:59Z\"", "null") + ","
                        + key("k3", "\"2026-08-01T12:00:01Z\"", "null") + ","
                        + key("k4", "null", "\"2026-08-01T11:00:00Z\"") + "]");

        assertThat(wbx("key list").lines())
                .containsExactly(
                        "ID  NAME    GOOD FOR    AGE  LAST USED  EXPIRES               STATE",
                        "k1  laptop  everything  1h                                    ACTIVE",
                        "k2  laptop  everything  1h              2026-08-01T11:59:59Z  EXPIRED",
                        "k3  laptop  everything  1h              2026-08-01T12:00:01Z  ACTIVE",
                        "k4  laptop  everything  1h                                    REVOKED");
        assertThat(Json.items(Json.parse(wbx("key list --json").out()))).hasSize(4);
    }

    @Test
    void revokesAKey() {
        workbench.json("DELETE /api/v1/keys/k1", "");

        assertThat(wbx("key revoke k1").out()).isEqualTo("key k1 revoked\n");
        assertThat(Json.parse(wbx("key revoke k1 --json").out()))
                .isEqualTo(Json.object().put("revoked", "k1"));
    }

    @Test
    void aKeyThatIsNotThereCannotBeRevoked() {
        workbench.problem("DELETE /api/v1/keys/k9", 404, "NOT_FOUND", "There is no such active key.");

        var failed = wbx("key revoke k9");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("There is no such active key.");
        assertThat(failed.out()).isEmpty();
    }

    @Test
    void addsAMemberToAProject() {
        workbench.json("PUT /api/v1/projects/churn/members/ana", "");

        assertThat(wbx("member add ana -p churn").out()).isEqualTo("ana is now EDITOR of churn\n");
        assertThat(workbench.last().body()).isEqualTo("{\"role\":\"EDITOR\"}");

        assertThat(Json.parse(wbx("member add ana -p churn --role admin --json").out()))
                .isEqualTo(
                        Json.object().put("project", "churn").put("user", "ana").put("role", "ADMIN"));
        assertThat(workbench.last().body()).isEqualTo("{\"role\":\"ADMIN\"}");
    }

    @Test
    void createsAKeyThatIsGoodForLittleAndForAnotherUser() {
        workbench.json("POST /api/v1/users/ci/keys", "{\"id\":\"k1\",\"apiKey\":\"wbx_new\"}");

        var line = "key create nightly --user ci --never --only-project churn --scope run_read --scope run-write";
        assertThat(wbx(line).exitCode()).isZero();

        var expected =
                Json.object().put("name", "nightly").put("neverExpires", true).put("project", "churn");
        expected.putArray("scopes").add("RUN_READ").add("RUN_WRITE");
        assertThat(Json.parse(workbench.last().body())).isEqualTo(expected);
    }

    @Test
    void showsWhatAKeyIsLimitedToAndWhenItWasUsed() {
        workbench.json(
                "GET /api/v1/users/ana/keys",
                "[{\"id\":\"k1\",\"name\":\"ci\",\"createdAt\":\"2026-08-01T11:00:00Z\",\"scopes\":[\"RUN_READ\"],"
                        + "\"project\":\"churn\",\"lastUsedAt\":\"2026-08-01T11:58:00Z\"}]");

        assertThat(wbx("key list --user ana").lines().get(1)).contains("run_read in churn", "2m", "ACTIVE");
    }

    @Test
    void saysWhoIsAsking() {
        workbench.json(
                "GET /api/v1/me",
                "{\"name\":\"ana\",\"role\":\"ENGINEER\",\"issuer\":\"https://id.example\",\"scopes\":[\"RUN_READ\"],"
                        + "\"projects\":[{\"project\":\"churn\",\"role\":\"ADMIN\"}]}");

        assertThat(wbx("whoami").lines())
                .containsExactly(
                        "ana  ENGINEER  at " + workbench.url() + ", by https://id.example",
                        "the key used is good for: RUN_READ",
                        "PROJECT  ROLE",
                        "churn    ADMIN");
    }

    @Test
    void listsShowsAndChangesUsers() {
        var ana = "{\"id\":\"u1\",\"name\":\"ana\",\"role\":\"ENGINEER\",\"createdAt\":\"2026-08-01T11:00:00Z\"}";
        var disabled = ana.replace("}", ",\"disabledAt\":\"2026-08-01T12:00:00Z\"}");
        workbench
                .json("GET /api/v1/users", "{\"items\":[" + ana + "]}")
                .json("GET /api/v1/users/ana", ana)
                .json("POST /api/v1/users/ana/disable", disabled)
                .json("POST /api/v1/users/ana/enable", ana)
                .json("PUT /api/v1/users/ana/role", ana.replace("ENGINEER", "ADMIN"));

        assertThat(wbx("user list").lines().get(1)).contains("ana", "ENGINEER", "ACTIVE");
        assertThat(wbx("user show ana").out()).isEqualTo("user ana  ENGINEER  ACTIVE\n");
        assertThat(wbx("user disable ana").out()).isEqualTo("user ana  ENGINEER  DISABLED\n");
        assertThat(wbx("user enable ana").out()).isEqualTo("user ana  ENGINEER  ACTIVE\n");
        assertThat(wbx("user role ana admin").out()).isEqualTo("user ana  ADMIN  ACTIVE\n");
        assertThat(workbench.last().body()).isEqualTo("{\"role\":\"ADMIN\"}");
    }

    @Test
    void theLastAdministratorStays() {
        workbench.problem("POST /api/v1/users/ana/disable", 409, "CONFLICT", "ana is the last administrator.");

        var refused = wbx("user disable ana");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("last administrator");
    }

    @Test
    void passwordsAreReadFromStandardInputOnly() {
        workbench.json("PUT /api/v1/me/password", "").json("PUT /api/v1/users/ana/password", "");
        var environment = Map.of("WBX_URL", workbench.url(), "WBX_API_KEY", "wbx_key");

        assertThat(Invocation.withInput(environment, "old one\nnew one\n", "user", "password")
                        .exitCode())
                .isZero();
        assertThat(Json.parse(workbench.last().body()))
                .isEqualTo(Json.object().put("current", "old one").put("password", "new one"));
        assertThat(Invocation.withInput(environment, "new one\n", "user", "password", "ana")
                        .exitCode())
                .isZero();
        assertThat(workbench.last().body()).isEqualTo("{\"password\":\"new one\"}");
        assertThat(Invocation.withInput(environment, "", "user", "password", "ana")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void addsAndListsServiceAccounts() {
        workbench
                .json(
                        "POST /api/v1/service-accounts",
                        "{\"id\":\"s\",\"user\":\"ci\",\"role\":\"SERVICE\",\"apiKey\":\"wbx_ci\"}")
                .json(
                        "GET /api/v1/service-accounts",
                        "{\"items\":[{\"name\":\"ci\",\"role\":\"SERVICE\",\"createdAt\":\"2026-08-01T11:00:00Z\"}]}");

        assertThat(wbx("service-account add ci").lines())
                .containsExactly("service account ci", "API key wbx_ci  (shown only this once)");
        assertThat(wbx("service-account list").lines().get(1)).contains("ci", "SERVICE");
    }

    @Test
    void listsAndRemovesMembers() {
        workbench
                .json(
                        "GET /api/v1/projects/churn/members",
                        "{\"items\":[{\"user\":\"ana\",\"role\":\"EDITOR\",\"globalRole\":\"ENGINEER\",\"disabled\":false}]}")
                .json("DELETE /api/v1/projects/churn/members/ana", "");

        assertThat(wbx("member list -p churn").lines().get(1)).contains("ana", "EDITOR", "ENGINEER", "ACTIVE");
        assertThat(wbx("member remove ana -p churn").out()).isEqualTo("ana is no member of churn any more\n");
    }

    private static String key(String id, String expires, String revoked) {
        return "{\"id\":\"" + id + "\",\"name\":\"laptop\",\"createdAt\":\"2026-08-01T11:00:00Z\",\"expiresAt\":"
                + expires + ",\"revokedAt\":" + revoked + "}";
    }

    private Invocation wbx(String line) {
        return Invocation.line(
                Map.of(
                        "WBX_URL", workbench.url(),
                        "WBX_API_KEY", "wbx_key",
                        "WBX_CONFIG", directory.resolve("config.json").toString()),
                line);
    }
}
