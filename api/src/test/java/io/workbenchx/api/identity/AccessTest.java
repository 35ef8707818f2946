package io.workbenchx.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.identity.Identity;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users, service accounts, members and keys through the front: GOV-2, GOV-4, N6, N10, N58. */
class AccessTest {

    private final RunningApi api = RunningApi.get();
    private final String project = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private final Created ana = user("ENGINEER");

    private record Created(String id, String name, String key) {}

    private Created user(String role) {
        String name = "u-" + UUID.randomUUID();
        Answer answer = admin("POST", "/users", Map.of("name", name, "role", role));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return new Created(
                answer.json().path("id").asString(),
                name,
                answer.json().path("apiKey").asString());
    }

    private void makeProject() {
        assertThat(as(ana.key(), "POST", "/projects", Map.of("name", project)).status())
                .isEqualTo(201);
    }

    private Answer admin(String method, String path, Object body) {
        return as(api.adminKey(), method, path, body);
    }

    private Answer as(String key, String method, String path, Object body) {
        return api.send(method, "/api/v1" + path, key, body);
    }

    private Answer newKey(String key, Object... fields) {
        Map<String, Object> request = new HashMap<>(Map.of("name", "test"));
        for (int i = 0; i < fields.length; i += 2) {
            request.put((String) fields[i], fields[i + 1]);
        }
        return as(key, "POST", "/keys", request);
    }

    private static String value(Answer key) {
        assertThat(key.status()).as(key.body()).isEqualTo(201);
        return key.json().path("apiKey").asString();
    }

    @Test
    void aKeyIsGoodForItsScopesOnly() {
        makeProject();
        String reading = value(newKey(ana.key(), "scopes", List.of("PROJECT_READ", "RUN_READ")));

        assertThat(as(reading, "GET", "/projects/" + project, null).status()).isEqualTo(200);
        assertThat(as(reading, "GET", "/projects/" + project + "/runs", null).status())
                .isEqualTo(200);
        assertThat(as(reading, "POST", "/projects/" + project + "/runs", Map.of("kind", "probe"))
                        .status())
                .isEqualTo(403);
        assertThat(as(reading, "POST", "/projects", Map.of("name", project + "2"))
                        .status())
                .isEqualTo(403);
        assertThat(as(reading, "GET", "/me", null).json().path("scopes").size()).isEqualTo(2);
    }

    @Test
    void aKeyForOneProjectSeesNoOther() {
        makeProject();
        String other = project + "-b";
        as(ana.key(), "POST", "/projects", Map.of("name", other));
        String narrow = value(newKey(ana.key(), "project", project));

        assertThat(as(narrow, "GET", "/projects/" + project, null).status()).isEqualTo(200);
        Answer hidden = as(narrow, "GET", "/projects/" + other, null);
        Answer unknown = as(narrow, "GET", "/projects/" + other + "x", null);
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body().replace(other, "")).isEqualTo(unknown.body().replace(other + "x", ""));
        assertThat(as(narrow, "GET", "/projects", null).json().path("items").size())
                .isEqualTo(1);
        assertThat(as(narrow, "GET", "/me", null).json().path("projects").size())
                .isEqualTo(1);
        assertThat(as(narrow, "POST", "/projects", Map.of("name", project + "2"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aLimitedKeyAndTheTokenOfARunMakeNoKeys() {
        makeProject();
        UUID projectId = UUID.fromString(as(ana.key(), "GET", "/projects/" + project, null)
                .json()
                .path("id")
                .asString());
        String token = api.bean(Identity.class)
                .issueRunToken(UUID.fromString(ana.id()), projectId, startedRun(), Duration.ofHours(1))
                .value();
        for (String key : List.of(
                value(newKey(ana.key(), "scopes", List.of("RUN_READ"))),
                value(newKey(ana.key(), "project", project)),
                token)) {
            assertThat(newKey(key).status()).isEqualTo(403);
            assertThat(as(key, "GET", "/keys", null).status()).isEqualTo(403);
            assertThat(as(key, "DELETE", "/keys/" + UUID.randomUUID(), null).status())
                    .isEqualTo(403);
            assertThat(as(key, "PUT", "/me/password", Map.of("current", "x", "password", "y"))
                            .status())
                    .isEqualTo(403);
        }
    }

    private UUID startedRun() {
        Answer run = as(
                ana.key(),
                "POST",
                "/projects/" + project + "/runs",
                Map.of("kind", "probe", "spec", Map.of("note", "hello")));
        assertThat(run.status()).as(run.body()).isEqualTo(201);
        return UUID.fromString(run.json().path("id").asString());
    }

    @Test
    void aKeyIsNeverGoodForMoreThanItsOwner() {
        assertThat(newKey(ana.key(), "scopes", List.of("USER_WRITE")).status()).isEqualTo(403);
        assertThat(newKey(ana.key(), "scopes", List.of("KEY_WRITE", "RUN_READ")).status())
                .isEqualTo(422);
        assertThat(newKey(ana.key(), "scopes", List.of()).status()).isEqualTo(422);
        Created boss = user("ADMIN");
        String scoped = value(newKey(boss.key(), "scopes", List.of("USER_WRITE")));
        assertThat(as(scoped, "GET", "/users", null).status()).isEqualTo(200);

        admin("PUT", "/users/" + boss.name() + "/role", Map.of("role", "VIEWER"));

        assertThat(as(scoped, "GET", "/users", null).status()).isEqualTo(403);
    }

    @Test
    void keysExpireAfterNinetyDaysUnlessToldOtherwise() {
        value(newKey(ana.key()));
        Instant expires = Instant.parse(as(ana.key(), "GET", "/keys", null)
                .json()
                .findValues("expiresAt")
                .get(1)
                .asString());

        assertThat(expires.truncatedTo(ChronoUnit.DAYS))
                .isBetween(
                        Instant.now().plus(89, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS),
                        Instant.now().plus(91, ChronoUnit.DAYS));
        assertThat(newKey(ana.key(), "expiresInDays", 0).status()).isEqualTo(422);
        assertThat(newKey(ana.key(), "expiresInDays", 4000).status()).isEqualTo(422);
    }

    @Test
    void onlyAdministratorsAndServicesHaveKeysWithoutAnEnd() {
        assertThat(newKey(ana.key(), "neverExpires", true).status()).isEqualTo(403);
        assertThat(newKey(api.adminKey(), "neverExpires", true).status()).isEqualTo(201);
        Created service = service();
        assertThat(admin("POST", "/users/" + service.name() + "/keys", Map.of("name", "ci", "neverExpires", true))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aKeySaysWhenItWasUsed() {
        String key = value(newKey(ana.key()));
        assertThat(lastUsed(1)).isEmpty();
        as(key, "GET", "/me", null);
        String first = lastUsed(1);
        assertThat(first).isNotEmpty();
        as(key, "GET", "/me", null);
        assertThat(lastUsed(1)).isEqualTo(first);
    }

    private String lastUsed(int key) {
        return as(ana.key(), "GET", "/keys", null)
                .json()
                .get(key)
                .path("lastUsedAt")
                .asString("");
    }

    @Test
    void administratorsListMakeAndRevokeKeysOfOthersAndNobodyElseDoes() {
        String path = "/users/" + ana.name() + "/keys";
        Answer made = admin("POST", path, Map.of("name", "by admin", "expiresInDays", 7));
        assertThat(as(value(made), "GET", "/me", null).json().path("name").asString())
                .isEqualTo(ana.name());
        assertThat(admin("GET", path, null).json().findValuesAsString("name")).contains("by admin");
        Created bob = user("ENGINEER");
        assertThat(as(bob.key(), "GET", path, null).status()).isEqualTo(403);
        assertThat(as(bob.key(), "POST", path, Map.of("name", "x")).status()).isEqualTo(403);

        assertThat(admin("DELETE", path + "/" + made.json().path("id").asString(), null)
                        .status())
                .isEqualTo(204);

        assertThat(as(made.json().path("apiKey").asString(), "GET", "/me", null).status())
                .isEqualTo(401);
    }

    private Created service() {
        String name = "s-" + UUID.randomUUID();
        Answer made = admin("POST", "/service-accounts", Map.of("name", name));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        return new Created("", name, made.json().path("apiKey").asString());
    }

    @Test
    void aServiceAccountHasKeysAndNeverAPassword() {
        Created service = service();

        assertThat(as(service.key(), "GET", "/me", null).json().path("role").asString())
                .isEqualTo("SERVICE");
        assertThat(admin("GET", "/service-accounts", null).json().findValuesAsString("name"))
                .contains(service.name());
        assertThat(admin("PUT", "/users/" + service.name() + "/password", Map.of("password", "correct horse battery"))
                        .status())
                .isEqualTo(409);
        assertThat(admin(
                                "POST",
                                "/users",
                                Map.of(
                                        "name",
                                        "s-" + UUID.randomUUID(),
                                        "role",
                                        "SERVICE",
                                        "password",
                                        "correct horse battery"))
                        .status())
                .isEqualTo(422);
        assertThat(admin("PUT", "/users/" + service.name() + "/role", Map.of("role", "ADMIN"))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aDisabledUserIsRefusedAndAnEnabledOneLetInAgain() {
        assertThat(admin("POST", "/users/" + ana.name() + "/disable", null).status())
                .isEqualTo(200);
        assertThat(as(ana.key(), "GET", "/me", null).status()).isEqualTo(401);
        assertThat(admin("GET", "/users/" + ana.name(), null)
                        .json()
                        .path("disabledAt")
                        .asString(""))
                .isNotEmpty();

        assertThat(admin("POST", "/users/" + ana.name() + "/enable", null).status())
                .isEqualTo(200);
        assertThat(as(ana.key(), "GET", "/me", null).status()).isEqualTo(200);
    }

    @Test
    void roleAndOwnershipInABodyChangeNothing() {
        Map<String, Object> greedy =
                Map.of("name", "x", "role", "ADMIN", "userId", UUID.randomUUID(), "owner", "admin");
        Answer answer = as(ana.key(), "POST", "/keys", greedy);
        assertThat(answer.status()).isIn(201, 400, 422);
        assertThat(as(ana.key(), "GET", "/me", null).json().path("role").asString())
                .isEqualTo("ENGINEER");
        if (answer.status() == 201) {
            assertThat(as(value(answer), "GET", "/me", null).json().path("name").asString())
                    .isEqualTo(ana.name());
        }
    }

    @Test
    void aProjectKeepsAnAdminAndMembersComeAndGo() {
        makeProject();
        Created bob = user("ENGINEER");
        String members = "/projects/" + project + "/members/";
        assertThat(as(ana.key(), "DELETE", members + ana.name(), null).status()).isEqualTo(409);
        assertThat(as(ana.key(), "PUT", members + ana.name(), Map.of("role", "EDITOR"))
                        .status())
                .isEqualTo(409);
        assertThat(as(ana.key(), "PUT", members + bob.name(), Map.of("role", "EDITOR"))
                        .status())
                .isEqualTo(204);
        assertThat(as(bob.key(), "GET", "/projects/" + project + "/members", null)
                        .json()
                        .findValuesAsString("user"))
                .containsExactlyInAnyOrder(ana.name(), bob.name());
        assertThat(as(bob.key(), "DELETE", members + ana.name(), null).status()).isEqualTo(403);

        assertThat(as(ana.key(), "DELETE", members + bob.name(), null).status()).isEqualTo(204);

        assertThat(as(bob.key(), "GET", "/projects/" + project, null).status()).isEqualTo(404);
        assertThat(as(ana.key(), "DELETE", members + bob.name(), null).status()).isEqualTo(404);
        assertThat(as(bob.key(), "GET", "/projects/" + project + "/members", null)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theIdempotencyKeyOfAnotherUserIsNotMine() {
        makeProject();
        Created bob = user("ENGINEER");
        as(ana.key(), "PUT", "/projects/" + project + "/members/" + bob.name(), Map.of("role", "EDITOR"));
        Map<String, Object> body = Map.of("kind", "probe", "spec", Map.of("note", "hello"));

        Answer mine = api.send("POST", runs(), ana.key(), body, "Idempotency-Key", "same");
        Answer his = api.send("POST", runs(), bob.key(), body, "Idempotency-Key", "same");
        Answer again = api.send("POST", runs(), ana.key(), body, "Idempotency-Key", "same");

        assertThat(his.status()).isEqualTo(201);
        assertThat(his.json().path("id")).isNotEqualTo(mine.json().path("id"));
        assertThat(again.json().path("id")).isEqualTo(mine.json().path("id"));
    }

    private String runs() {
        return "/api/v1/projects/" + project + "/runs";
    }

    @Test
    @Timeout(120)
    void aLiveStreamEndsWhenItsKeyIsRevoked() throws Exception {
        String key = value(newKey(ana.key()));
        assertThatStreamEnds(
                key,
                () -> as(
                        ana.key(),
                        "DELETE",
                        "/keys/"
                                + as(ana.key(), "GET", "/keys", null)
                                        .json()
                                        .get(1)
                                        .path("id")
                                        .asString(),
                        null));
    }

    @Test
    @Timeout(120)
    void aLiveStreamEndsWhenItsUserIsDisabled() throws Exception {
        assertThatStreamEnds(ana.key(), () -> admin("POST", "/users/" + ana.name() + "/disable", null));
    }

    @Test
    @Timeout(120)
    void aLiveStreamEndsWhenItsWatcherIsNoMemberAnyMore() throws Exception {
        makeProject();
        Created bob = user("ENGINEER");
        as(ana.key(), "PUT", "/projects/" + project + "/members/" + bob.name(), Map.of("role", "VIEWER"));
        assertThatStreamEnds(
                bob.key(), () -> as(ana.key(), "DELETE", "/projects/" + project + "/members/" + bob.name(), null));
    }

    private void assertThatStreamEnds(String key, Runnable taken) throws Exception {
        as(ana.key(), "POST", "/projects", Map.of("name", project));
        HttpRequest watch = HttpRequest.newBuilder(
                        api.uri("/api/v1/projects/" + project + "/runs/" + startedRun() + "/events"))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<java.io.InputStream> stream =
                HttpClient.newHttpClient().send(watch, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isNotNull();
            taken.run();
            String line = lines.readLine();
            while (line != null) {
                line = lines.readLine();
            }
        }
    }
}
