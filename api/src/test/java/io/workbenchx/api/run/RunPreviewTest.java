package io.workbenchx.api.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The price before the purchase. */
class RunPreviewTest {

    private final RunningApi api = RunningApi.get();
    private final String project = "p-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void makeProject() {
        Answer created = api.send(
                "POST",
                "/api/v1/projects",
                api.adminKey(),
                Map.of("name", project, "budget", Map.of("CPU_SECONDS", 5, "USD", 1)));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    private Answer preview(Map<String, ?> request) {
        return api.send("POST", "/api/v1/projects/" + project + "/runs/preview", api.adminKey(), request);
    }

    @Test
    void saysWhatWouldBeReservedAndReservesNothing() {
        for (int i = 0; i < 3; i++) {
            Answer answer = preview(
                    Map.of("kind", "probe", "spec", Map.of("note", "dear"), "budget", Map.of("CPU_SECONDS", 4)));

            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            JsonNode cpu = answer.json().path("budget").path("CPU_SECONDS");
            assertThat(cpu.path("reserved").asDouble()).isEqualTo(4);
            assertThat(cpu.path("available").asDouble()).isEqualTo(5);
            assertThat(cpu.path("typical").isNull()).isTrue();
            assertThat(answer.json().path("fits").asBoolean()).isTrue();
            assertThat(answer.json().path("waits").asBoolean()).isFalse();
            assertThat(answer.json().path("summary").asString()).isEqualTo("probe: dear");
        }
        assertThat(api.send("GET", "/api/v1/projects/" + project + "/runs", api.adminKey(), null)
                        .json()
                        .path("items")
                        .size())
                .isZero();
    }

    @Test
    void namesTheSpecThatAStartedRunHas() {
        Answer answer = preview(Map.of("kind", "probe", "spec", Map.of("note", "same")));
        Answer started = api.send(
                "POST",
                "/api/v1/projects/" + project + "/runs",
                api.adminKey(),
                Map.of("kind", "probe", "spec", Map.of("note", "same")));

        assertThat(answer.json().path("specSha256").asString())
                .isEqualTo(started.json().path("specSha256").asString());
        assertThat(preview(Map.of("kind", "probe", "spec", Map.of()))
                        .json()
                        .path("budget")
                        .path("CPU_SECONDS")
                        .path("available")
                        .asDouble())
                .isEqualTo(4);
    }

    @Test
    void saysWhenTheBudgetDoesNotCoverIt() {
        Answer answer = preview(Map.of("kind", "probe", "spec", Map.of(), "budget", Map.of("CPU_SECONDS", 6)));

        assertThat(answer.json().path("fits").asBoolean()).isFalse();
        assertThat(answer.json().path("budget").path("USD").path("fits").asBoolean())
                .isTrue();
    }

    @Test
    void refusesASpecThatCannotRunAsItsStartWould() {
        Map<String, Object> request = Map.of("kind", "training", "spec", Map.of("runtime", "no-such-runtime"));
        Answer answer = preview(request);
        Answer started = api.send("POST", "/api/v1/projects/" + project + "/runs", api.adminKey(), request);

        assertThat(answer.status()).isEqualTo(started.status());
        assertThat(answer.json().path("code").asString())
                .isNotEmpty()
                .isEqualTo(started.json().path("code").asString());
    }
}
