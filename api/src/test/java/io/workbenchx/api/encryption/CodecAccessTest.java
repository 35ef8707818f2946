package io.workbenchx.api.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.payload.context.WorkflowSerializationContext;
import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.encryption.PayloadEncryption;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.run.RunRepository;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The codec server of the Temporal UI: it opens nothing to anybody who could not read it in the workbench. */
class CodecAccessTest {

    private static final String DECODE = "/api/v1/codec/decode";
    private static final String ENCODE = "/api/v1/codec/encode";

    private final RunningApi api = RunningApi.get();
    private final String project = "p-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void makeProject() {
        assertThat(api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", project))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void membersReadThePayloadsOfTheirProject() throws Exception {
        Answer decoded = api.send("POST", DECODE, member("VIEWER"), json(encrypted(project)));

        assertThat(decoded.status()).as(decoded.body()).isEqualTo(200);
        assertThat(text(decoded, 0)).isEqualTo("\"customer list\"");
        assertThat(decoded.response().headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
    }

    @Test
    void strangersGetThemBackAsTheyCame() throws Exception {
        String stranger = user("ENGINEER").path("apiKey").asString();
        Payload foreign = encrypted(project);
        Payload nobodys = foreign.toBuilder()
                .putMetadata(
                        PayloadEncryption.KEY,
                        ByteString.copyFromUtf8(UUID.randomUUID().toString()))
                .build();

        assertThat(payloads(api.send("POST", DECODE, stranger, json(foreign, nobodys))))
                .containsExactly(foreign, nobodys);
    }

    @Test
    void opensOnlyWhatMayBeReadOfABatch() throws Exception {
        String member = member("EDITOR");
        String other = "p-" + UUID.randomUUID().toString().substring(0, 8);
        api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", other));
        Payload foreign = encrypted(other);
        Payload plain = plain();

        List<Payload> answer = payloads(api.send("POST", DECODE, member, json(encrypted(project), foreign, plain)));

        assertThat(answer).containsExactly(plain, foreign, plain);
    }

    @Test
    void onlyAdminsReadWhatBelongsToNoProject() throws Exception {
        Payload ours = encrypted("no-project-of-this-name");

        assertThat(payloads(api.send("POST", DECODE, member("ADMIN"), json(ours))))
                .containsExactly(ours);
        assertThat(payloads(api.send("POST", DECODE, api.adminKey(), json(ours))))
                .containsExactly(plain());
    }

    /** A token of a run is good for its own run; a payload does not say whose it is. */
    @Test
    void runsReadNothing() throws Exception {
        Answer run = api.send(
                "POST",
                "/api/v1/projects/" + project + "/runs",
                api.adminKey(),
                Map.of("kind", "probe", "spec", Map.of()));
        var row = api.bean(RunRepository.class)
                .findById(UUID.fromString(run.json().path("id").asString()))
                .orElseThrow();
        String token = api.bean(Identity.class)
                .issueRunToken(row.createdBy(), row.projectId(), row.id(), Duration.ofMinutes(5))
                .value();
        Payload payload = encrypted(project);

        assertThat(payloads(api.send("POST", DECODE, token, json(payload)))).containsExactly(payload);
    }

    @Test
    void onlyAdminsEncode() throws Exception {
        assertThat(api.send("POST", ENCODE, member("ADMIN"), json(plain())).status())
                .isEqualTo(403);

        Payload encoded = payloads(api.send("POST", ENCODE, api.adminKey(), json(plain())))
                .get(0);
        assertThat(PayloadEncryption.isEncrypted(encoded)).isTrue();
        assertThat(payloads(api.send("POST", DECODE, api.adminKey(), json(encoded))))
                .containsExactly(plain());
    }

    @Test
    void refusesWhatAreNoPayloads() {
        for (String body : List.of("", "[]", "{\"payloads\": 7}", "{\"payloads\": [{\"data\": \"%%\"}]}")) {
            assertThat(api.send("POST", DECODE, api.adminKey(), body).status())
                    .as(body)
                    .isIn(200, 422);
        }
        assertThat(api.send("POST", DECODE, api.adminKey(), "{\"payloads\": 7}").status())
                .isEqualTo(422);
        assertThat(api.send("POST", DECODE, api.adminKey(), "x".repeat(9 << 20)).status())
                .isEqualTo(413);
    }

    @Test
    void browsersLetOnlyThePageOfTheEngineCallIt() {
        assertThat(preflight(DECODE, RunningApi.TEMPORAL_UI)).hasValue(RunningApi.TEMPORAL_UI);
        assertThat(preflight(DECODE, "http://evil.example")).isEmpty();
        assertThat(preflight(DECODE, "null")).isEmpty();
        assertThat(preflight("/api/v1/projects", RunningApi.TEMPORAL_UI)).isEmpty();
        assertThat(api.send("POST", DECODE, null, "{}", "Origin", RunningApi.TEMPORAL_UI)
                        .status())
                .isEqualTo(401);
    }

    /** Which origin the answer to a browser's question allows. */
    private Optional<String> preflight(String path, String origin) {
        Answer answer = api.send(
                "OPTIONS",
                path,
                null,
                null,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type");
        return answer.response().headers().firstValue("access-control-allow-origin");
    }

    @Test
    void nobodyElseRotatesKeys() {
        assertThat(api.send("POST", "/api/v1/encryption/rotation", member("ADMIN"), null)
                        .status())
                .isEqualTo(403);

        Answer rotated = api.send("POST", "/api/v1/encryption/rotation", api.adminKey(), null);
        assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
        assertThat(rotated.json().path("generation").asInt()).isGreaterThan(1);
    }

    private Payload encrypted(String ofProject) {
        return api.bean(PayloadEncryption.class)
                .withContext(new WorkflowSerializationContext("default", ofProject + "/training/1"))
                .encode(List.of(plain()))
                .get(0);
    }

    private static Payload plain() {
        return Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8("\"customer list\""))
                .build();
    }

    private static String json(Payload... payloads) throws Exception {
        return JsonFormat.printer()
                .print(Payloads.newBuilder().addAllPayloads(List.of(payloads)).build());
    }

    private static List<Payload> payloads(Answer answer) throws Exception {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Payloads.Builder payloads = Payloads.newBuilder();
        JsonFormat.parser().merge(answer.body(), payloads);
        return payloads.getPayloadsList();
    }

    private static String text(Answer answer, int index) {
        String data = answer.json().path("payloads").get(index).path("data").asString();
        return new String(Base64.getDecoder().decode(data));
    }

    private JsonNode user(String role) {
        return api.send("POST", "/api/v1/users", api.adminKey(), Map.of("name", "u-" + UUID.randomUUID(), "role", role))
                .json();
    }

    private String member(String role) {
        JsonNode user = user(role.equals("VIEWER") ? "VIEWER" : "ENGINEER");
        api.send(
                "PUT",
                "/api/v1/projects/" + project + "/members/" + user.path("user").asString(),
                api.adminKey(),
                Map.of("role", role));
        return user.path("apiKey").asString();
    }
}
