package io.workbenchx.api.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.api.policy.GovernedProject;
import io.workbenchx.api.protocol.mlflow.MlflowProject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Gates before promotion and deployment: evidence, metrics, people. */
class ModelGateTest {

    private static final RunningApi API = RunningApi.get();

    private final MlflowProject mlflow = MlflowProject.create();
    private final UUID run = mlflow.job("wine");

    private void policy(String yaml) {
        Answer put = API.send("PUT", mlflow.rest("/policy"), API.adminKey(), yaml);
        assertThat(put.status()).as(put.body()).isEqualTo(201);
    }

    private void finish() {
        mlflow.model(run.toString(), "classifier");
        mlflow.finish(run, "SUCCEEDED");
    }

    private Answer promote() {
        return mlflow.restPost("/models/wine/versions", Map.of("run", run));
    }

    private static String digest() {
        return "sha256:" + UUID.randomUUID().toString().replace("-", "").repeat(2);
    }

    private Answer deploy(String runtime) {
        return mlflow.restPost(
                "/runs",
                Map.of("kind", "deployment", "spec", Map.of("model", "wine", "version", 1, "runtime", runtime)));
    }

    /** The default policy: what a client registered by itself is not deployed. */
    @Test
    void deploysPromotedVersionsOnly() {
        String runtime = digest();
        new GovernedProject().runtime("d" + runtime.substring(7, 15), runtime, "APPROVED", null);
        String model = mlflow.model(run.toString(), "classifier");
        mlflow.post("registered-models/create", Map.of("name", "wine"));
        mlflow.post("model-versions/create", Map.of("name", "wine", "source", "models:/" + model));
        mlflow.finish(run, "SUCCEEDED");

        Answer refused = deploy(runtime);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().path("code").asString()).isEqualTo("POLICY_REFUSED");
        assertThat(refused.json().path("rule").asString()).isEqualTo("gates.deploy-promoted-versions.promoted");
        assertThat(refused.json().path("policyVersion").asInt()).isZero();

        assertThat(promote().status()).isEqualTo(201);
        assertThat(deploy(runtime).status()).isEqualTo(201);
    }

    @Test
    void promotesWhatIsGoodEnough() {
        policy("""
                version: 1
                gates:
                  - {name: good-enough, action: promotion, require: {lineage: complete, metrics: [{name: accuracy, min: 0.9}]}}
                """);
        finish();

        Answer refused = promote();
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().path("rule").asString()).isEqualTo("gates.good-enough.metrics");

        UUID better = mlflow.job("wine");
        mlflow.post("runs/log-metric", Map.of("run_id", better, "key", "accuracy", "value", 0.95, "timestamp", 1));
        mlflow.model(better.toString(), "classifier");
        mlflow.finish(better, "SUCCEEDED");
        assertThat(mlflow.restPost("/models/wine/versions", Map.of("run", better))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void promotesOnceTheQuestionsAreAnswered() {
        policy("""
                version: 1
                gates:
                  - {name: card, action: promotion, require: {evidence: ["Who is affected?"]}}
                """);
        finish();
        assertThat(promote().json().path("rule").asString()).isEqualTo("gates.card.evidence");

        Answer told = mlflow.restPost(
                "/policy/check", Map.of("action", "promotion", "spec", Map.of("model", "wine", "run", run)));
        assertThat(told.json().path("allowed").asBoolean()).isFalse();
        mlflow.restPost(
                "/policy/answers",
                Map.of("subject", "run/" + run, "question", "Who is affected?", "answer", "Wine drinkers"));

        assertThat(promote().status()).isEqualTo(201);
    }

    @Test
    void promotesExactlyWhatSomebodyElseApproved() {
        policy("""
                version: 1
                gates:
                  - {name: review, action: promotion, when: {models: ["w*"]}, require: {approval: {role: admin}}}
                """);
        finish();

        Answer first = promote();
        assertThat(first.status()).as(first.body()).isEqualTo(409);
        assertThat(first.json().path("code").asString()).isEqualTo("APPROVAL_REQUIRED");
        assertThat(first.json().path("rule").asString()).isEqualTo("gates.review.approval");
        String approval = first.json().path("approvals").get(0).asString();
        assertThat(mlflow.restGet("/models/wine").status()).isEqualTo(404);

        String another = GovernedProject.user("ADMIN", "r-" + UUID.randomUUID());
        Answer decided =
                mlflow.as(another).restPost("/approvals/" + approval + "/approve", Map.of("reason", "reviewed"));
        assertThat(decided.status()).as(decided.body()).isEqualTo(200);

        assertThat(promote().status()).isEqualTo(201);
        assertThat(promote().json().path("version").asInt()).isEqualTo(1);
        assertThat(mlflow.restGet("/runs/" + run + "/events")
                        .json()
                        .path("items")
                        .findValuesAsString("type"))
                .containsSubsequence("approval.requested", "approval.decided", "model.promoted");
    }

    @Test
    void aRejectedPromotionIsAskedForAnew() {
        policy("""
                version: 1
                gates:
                  - {name: review, action: promotion, require: {approval: {role: editor}}}
                """);
        finish();
        String approval = promote().json().path("approvals").get(0).asString();
        String another = GovernedProject.user("ADMIN", "r-" + UUID.randomUUID());
        mlflow.as(another).restPost("/approvals/" + approval + "/reject", Map.of("reason", "recall is too low"));

        Answer again = promote();

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().path("approvals").get(0).asString()).isNotEqualTo(approval);
    }
}
