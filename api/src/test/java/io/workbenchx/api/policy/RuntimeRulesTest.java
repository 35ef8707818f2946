package io.workbenchx.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Which runtimes run (N36): by name or digest, on the installation's list and on the project's; what really ran is told by the runner. */
class RuntimeRulesTest {

    private final RunningApi api = RunningApi.get();
    private final GovernedProject project = new GovernedProject();

    private static void refused(Answer answer, String code, String word) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().path("code").asString()).isEqualTo(code);
        assertThat(answer.json().path("detail").asString()).contains(word);
    }

    @Test
    void anApprovedOneRuns() {
        assertThat(project.train(project.editor).status()).isEqualTo(201);
        assertThat(project.train(project.editor, "runtime", project.runtimeDigest)
                        .status())
                .isEqualTo(201);
    }

    /** N36. */
    @Test
    void oneThatIsNotOnTheProjectsListDoesNot() {
        project.policy("version: 1\nruntimes: {allow: [\"vision-*\", \"" + GovernedProject.digest() + "\"]}\n");

        Answer refused = project.train(project.editor);

        refused(refused, "RUNTIME_NOT_APPROVED", "not on the project's list");
        assertThat(refused.json().path("rule").asString()).isEqualTo("runtimes.allow");
        project.policy("version: 1\nruntimes: {allow: [\"" + project.runtimeDigest + "\"]}\n");
        assertThat(project.train(project.editor).status()).isEqualTo(201);
        project.policy("version: 1\nruntimes: {kinds: [container]}\n");
        assertThat(project.train(project.editor).json().path("rule").asString()).isEqualTo("runtimes.kinds");
    }

    /** N36. */
    @Test
    void oneThatNobodyApprovedDoesNot() {
        refused(project.train(project.editor, "runtime", "unknown"), "RUNTIME_UNKNOWN", "unknown");
        for (String state : new String[] {"PENDING", "REVOKED"}) {
            String digest = GovernedProject.digest();
            project.runtime(
                    "r-" + state.toLowerCase(java.util.Locale.ROOT)
                            + UUID.randomUUID().toString().substring(0, 8),
                    digest,
                    state,
                    null);
            refused(project.train(project.editor, "runtime", digest), "RUNTIME_NOT_APPROVED", state);
        }
    }

    /** N36. */
    @Test
    void aTagIsNoRuntime() {
        refused(project.train(project.editor, "runtime", project.runtime + ":latest"), "RUNTIME_NOT_APPROVED", "tag");
        refused(
                project.train(project.editor, "runtime", "registry.example/" + project.runtime + ":1.2"),
                "RUNTIME_NOT_APPROVED",
                "tag");
    }

    /** N36: another lock is another digest, which nobody has approved yet; a pinned spec cannot claim otherwise. */
    @Test
    void aLockThatChangedAfterTheApprovalIsNotApproved() {
        String rebuilt = GovernedProject.digest();
        project.runtime(project.runtime, rebuilt, "PENDING", null);
        refused(project.train(project.editor, "runtime", rebuilt), "RUNTIME_NOT_APPROVED", "PENDING");

        Answer first = project.train(project.editor);
        ObjectNode spec = (ObjectNode) first.json().path("spec");
        assertThat(((ObjectNode) spec.path("runtime")).path("digest").asString())
                .isEqualTo(project.runtimeDigest);
        ((ObjectNode) spec.path("runtime")).put("lockSha256", "ab".repeat(32));
        Answer forged = project.post(project.editor, "/runs", Map.of("kind", "training", "spec", spec));

        refused(forged, "RUNTIME_MISMATCH", "not the one of the original run");
    }

    /** GOV-5: an image is named by what it contains, waits for an admin, and then runs where images may. */
    @Test
    void anImageRunsByItsDigestOnceItIsApproved() {
        String name = "vision" + UUID.randomUUID().toString().substring(0, 8);
        String digest = GovernedProject.digest();
        String image = "registry.example.org/team/vision@" + digest;
        refused(register(name, "registry.example.org/team/vision:1.2"), "SPEC_INVALID", "a tag can be moved");
        refused(register("Vision!", image), "SPEC_INVALID", "name");

        Answer registered = register(name, image);

        assertThat(registered.status()).as(registered.body()).isEqualTo(201);
        assertThat(registered.json().path("kind").asString()).isEqualTo("CONTAINER");
        assertThat(register(name, image).json().path("id").asString())
                .isEqualTo(registered.json().path("id").asString());
        refused(project.train(project.editor, "runtime", name), "RUNTIME_NOT_APPROVED", "PENDING");
        String path = "/api/v1/runtimes/" + registered.json().path("id").asString() + "/approve";
        assertThat(api.send("POST", path, project.editor, null).status()).isEqualTo(403);
        assertThat(api.send("POST", path, project.root, null).status()).isEqualTo(200);
        Answer run = project.train(project.editor, "runtime", name);
        assertThat(run.status()).as(run.body()).isEqualTo(201);
        assertThat(run.json().path("spec").path("runtime").path("image").asString())
                .isEqualTo(image);
        assertThat(run.json().path("spec").path("runtime").path("digest").asString())
                .isEqualTo(digest);
        project.policy("version: 1\nruntimes: {kinds: [environment]}\n");
        assertThat(project.train(project.editor, "runtime", name)
                        .json()
                        .path("rule")
                        .asString())
                .isEqualTo("runtimes.kinds");
    }

    private Answer register(String name, String image) {
        return api.send("POST", "/api/v1/runtimes", project.editor, Map.of("name", name, "image", image));
    }

    @Test
    void aGateCanAskForASecondAdminBeforeARuntimeIsApproved() {
        project.policy("""
                version: 1
                gates:
                  - {name: two-admins, action: runtime-approval, require: {approval: {role: admin}}}
                """);
        UUID builtBy =
                UUID.fromString(project.probe(project.editor).json().path("id").asString());
        UUID runtime = project.runtime(
                "s" + UUID.randomUUID().toString().substring(0, 8), GovernedProject.digest(), "PENDING", builtBy);
        String path = "/api/v1/runtimes/" + runtime + "/approve";

        Answer first = api.send("POST", path, project.root, null);
        assertThat(first.status()).as(first.body()).isEqualTo(409);
        assertThat(first.json().path("code").asString()).isEqualTo("APPROVAL_REQUIRED");
        String approval = first.json().path("approvals").get(0).asString();
        assertThat(api.send("POST", path, project.root, null)
                        .json()
                        .path("approvals")
                        .get(0)
                        .asString())
                .isEqualTo(approval);
        assertThat(project.post(project.root, "/approvals/" + approval + "/approve", Map.of("reason", "mine"))
                        .status())
                .isEqualTo(403);
        assertThat(project.post(project.admin, "/approvals/" + approval + "/approve", Map.of("reason", "fine"))
                        .status())
                .isEqualTo(200);
        assertThat(api.send("POST", path, project.root, null)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("APPROVED");

        api.send("POST", "/api/v1/runtimes/" + runtime + "/revoke", project.root, null);
        assertThat(api.send("POST", path, project.root, null).status()).isEqualTo(409);
    }
}
