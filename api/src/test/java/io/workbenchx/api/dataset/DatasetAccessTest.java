package io.workbenchx.api.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Datasets through the front: what there is not, and what there is elsewhere, look the same (N3). */
class DatasetAccessTest {

    private final RunningApi api = RunningApi.get();

    private String project() {
        String name = "d-" + UUID.randomUUID().toString().substring(0, 8);
        Answer created = api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", name));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        return name;
    }

    private Answer upload(String project, String dataset) {
        return api.send(
                "POST",
                datasets(project) + "/" + dataset + "/versions?fileName=sales.csv",
                api.adminKey(),
                "month,units\n1,20\n");
    }

    private Answer get(String project, String dataset, String key) {
        return api.send("GET", datasets(project) + "/" + dataset, key, null);
    }

    private static String datasets(String project) {
        return "/api/v1/projects/" + project + "/datasets";
    }

    /** The body but for the member that repeats the address asked for. */
    private static String withoutAddress(Answer answer) {
        return answer.body().replaceAll("\"instance\":\"[^\"]*\"", "");
    }

    @Test
    void showsTheVersionsOfADataset() {
        String project = project();
        assertThat(upload(project, "sales").status()).isEqualTo(201);

        Answer shown = get(project, "sales", api.adminKey());

        assertThat(shown.status()).as(shown.body()).isEqualTo(200);
        assertThat(shown.json().path("items").findValuesAsString("fileName")).containsExactly("sales.csv");
    }

    @Test
    void doesNotFindADatasetThatIsUnknownOrOfAnotherProject() {
        String project = project();
        assertThat(upload(project(), "sales").status()).isEqualTo(201);

        Answer unknown = get(project, "never", api.adminKey());
        Answer elsewhere = get(project, "sales", api.adminKey());

        assertThat(unknown.status()).as(unknown.body()).isEqualTo(404);
        assertThat(unknown.response().headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(unknown.json().path("code").asString()).isEqualTo("NOT_FOUND");
        assertThat(unknown.json().path("detail").asString()).contains("never", project);
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(withoutAddress(elsewhere).replace("sales", "never")).isEqualTo(withoutAddress(unknown));
    }

    @Test
    void tellsAStrangerNothingOfADataset() {
        String project = project();
        assertThat(upload(project, "sales").status()).isEqualTo(201);
        String stranger = api.send(
                        "POST",
                        "/api/v1/users",
                        api.adminKey(),
                        Map.of("name", "u-" + UUID.randomUUID(), "role", "ENGINEER"))
                .json()
                .path("apiKey")
                .asString();

        Answer known = get(project, "sales", stranger);

        assertThat(known.status()).isEqualTo(404);
        assertThat(withoutAddress(known)).isEqualTo(withoutAddress(get(project, "never", stranger)));
        assertThat(get(project, "never", api.adminKey()).json().propertyNames())
                .containsExactlyElementsOf(known.json().propertyNames());
    }
}
