package io.workbenchx.api.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets through the front: who may, and that no answer whatever holds a value (N7, N39, N40). */
class SecretAccessTest {

    private static final String VALUE = "correct horse battery staple";

    private final RunningApi api = RunningApi.get();
    private final String project = "p-" + UUID.randomUUID().toString().substring(0, 8);
    private final String secrets = "/api/v1/projects/" + project + "/secrets";

    @BeforeEach
    void makeProject() {
        assertThat(api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", project))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void takesAValueAndNeverGivesItBack() {
        Answer set = api.send("PUT", secrets + "/api-token", api.adminKey(), Map.of("value", VALUE));
        Answer again = api.send("PUT", secrets + "/api-token", api.adminKey(), Map.of("value", VALUE + "!"));
        Answer list = api.send("GET", secrets, api.adminKey(), null);

        assertThat(set.status()).as(set.body()).isEqualTo(200);
        assertThat(set.json().path("version").asInt()).isOne();
        assertThat(again.json().path("version").asInt()).isEqualTo(2);
        assertThat(list.json().path("items").get(0).propertyNames())
                .containsExactlyInAnyOrder("name", "version", "createdBy", "createdAt", "updatedBy", "updatedAt");
        assertThat(list.json().path("items").get(0).path("updatedBy").asString())
                .isEqualTo("admin");
        assertThat(set.body() + again.body() + list.body()).doesNotContain("horse");
    }

    /** N40: there is no way to ask for a value, whoever asks. */
    @Test
    void noRoleCanReadAValue() {
        api.send("PUT", secrets + "/api-token", api.adminKey(), Map.of("value", VALUE));
        for (String key : List.of(api.adminKey(), member("EDITOR"), member("VIEWER"), user())) {
            for (String path : List.of("/api-token", "/api-token/value", "/api-token/versions/1", "?values=true")) {
                assertThat(api.send("GET", secrets + path, key, null).body())
                        .as(path)
                        .doesNotContain("horse");
            }
        }
    }

    @Test
    void viewersDoNotSeeEvenTheNames() {
        api.send("PUT", secrets + "/api-token", api.adminKey(), Map.of("value", VALUE));
        String viewer = member("VIEWER");

        Answer list = api.send("GET", secrets, viewer, null);

        assertThat(list.status()).isEqualTo(403);
        assertThat(list.body()).doesNotContain("api-token");
        assertThat(api.send("PUT", secrets + "/x", viewer, Map.of("value", VALUE))
                        .status())
                .isEqualTo(403);
        assertThat(api.send("DELETE", secrets + "/api-token", viewer, null).status())
                .isEqualTo(403);
    }

    @Test
    void strangersFindNothing() {
        String stranger = user();
        Answer unknown = api.send("GET", "/api/v1/projects/" + project + "x/secrets", stranger, null);

        Answer list = api.send("GET", secrets, stranger, null);

        assertThat(list.status()).isEqualTo(404);
        assertThat(list.json().path("code")).isEqualTo(unknown.json().path("code"));
        assertThat(api.send("PUT", secrets + "/x", stranger, Map.of("value", VALUE))
                        .status())
                .isEqualTo(404);
        assertThat(api.send("DELETE", secrets + "/x", stranger, null).status()).isEqualTo(404);
    }

    @Test
    void editorsSetAndDelete() {
        String editor = member("EDITOR");

        assertThat(api.send("PUT", secrets + "/api-token", editor, Map.of("value", VALUE))
                        .status())
                .isEqualTo(200);
        assertThat(api.send("DELETE", secrets + "/api-token", editor, null).status())
                .isEqualTo(204);
        assertThat(api.send("DELETE", secrets + "/api-token", editor, null).status())
                .isEqualTo(404);
        assertThat(api.send("GET", secrets, editor, null).json().path("items")).isEmpty();
        Answer audit = api.send("GET", secrets.replace("/secrets", "/audit"), editor, null);
        assertThat(audit.json().path("items").findValuesAsString("type")).contains("secret.set", "secret.deleted");
        assertThat(audit.body()).doesNotContain(VALUE);
    }

    /** N39, in exceptions: a refusal of what holds a value does not quote it. */
    @Test
    void refusalsDoNotQuoteTheBody() {
        for (String body : List.of(
                VALUE,
                "{\"value\": " + VALUE + "}",
                "{\"value\": \"" + VALUE,
                "{\"value\": [\"" + VALUE + "\"]}",
                "[\"" + VALUE + "\"]",
                "{\"VALUE\": \"" + VALUE + "\"}",
                "{\"value\": \"horse\"}",
                "{\"value\": \"horse " + "x".repeat(40000) + "\"}",
                "{\"value\": \"horse " + "x".repeat(400000) + "\"}",
                "{\"value\": \"horse \\u0000 staple\"}")) {
            Answer refused = api.send("PUT", secrets + "/api-token", api.adminKey(), body);

            assertThat(refused.status()).as(refused.body()).isIn(413, 422);
            assertThat(refused.body()).doesNotContain("horse").doesNotContain("battery");
        }
        assertThat(api.send("GET", secrets, api.adminKey(), null).json().path("items"))
                .isEmpty();
    }

    @Test
    void refusesShortValuesAndSaysWhy() {
        Answer refused = api.send("PUT", secrets + "/pin", api.adminKey(), Map.of("value", "12345"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("detail").asString())
                .contains("pin", "6 characters", "masked")
                .doesNotContain("12345");
    }

    @Test
    void refusesNamesThatCannotBe() {
        for (String name : List.of("Upper", "a%20b", "-a", "x".repeat(64))) {
            assertThat(api.send("PUT", secrets + "/" + name, api.adminKey(), Map.of("value", VALUE))
                            .status())
                    .as(name)
                    .isEqualTo(422);
        }
    }

    private String user() {
        return api.send(
                        "POST",
                        "/api/v1/users",
                        api.adminKey(),
                        Map.of("name", "u-" + UUID.randomUUID(), "role", "ENGINEER"))
                .json()
                .path("apiKey")
                .asString();
    }

    private String member(String role) {
        Answer user = api.send(
                "POST",
                "/api/v1/users",
                api.adminKey(),
                Map.of("name", "u-" + UUID.randomUUID(), "role", role.equals("VIEWER") ? "VIEWER" : "ENGINEER"));
        String name = user.json().path("user").asString();
        assertThat(api.send(
                                "PUT",
                                "/api/v1/projects/" + project + "/members/" + name,
                                api.adminKey(),
                                Map.of("role", role))
                        .status())
                .isLessThan(300);
        return user.json().path("apiKey").asString();
    }
}
