package io.workbenchx.api.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.api.policy.GovernedProject;
import io.workbenchx.control.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Approvals through the front: who sees them, who decides, and who does not (N7, N8). */
class ApprovalControllerTest {

    private final RunningApi api = RunningApi.get();
    private final GovernedProject project = new GovernedProject().policy("""
            version: 1
            gates:
              - {name: four-eyes, action: start, when: {kinds: [probe]}, require: {approval: {role: admin, expires: P7D}}}
            """);
    private String id;

    @BeforeEach
    void ask() {
        Answer started = project.probe(project.editor);
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        id = project.get(project.viewer, "/approvals?state=pending")
                .json()
                .path("items")
                .get(0)
                .path("id")
                .asString();
    }

    private Answer decide(String key, String verb) {
        return project.post(key, "/approvals/" + id + "/" + verb, Map.of("reason", "because"));
    }

    @Test
    void showsWhatExactlyIsAsked() {
        Answer shown = project.get(project.viewer, "/approvals/" + id);

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json().path("gate").asString()).isEqualTo("four-eyes");
        assertThat(shown.json().path("state").asString()).isEqualTo("PENDING");
        assertThat(shown.json().path("digest").asString()).hasSize(64);
        assertThat(shown.json().path("document").isObject()).isTrue();
        assertThat(shown.json().path("change")).isNotEmpty();
        Answer run =
                project.get(project.viewer, "/runs/" + shown.json().path("run").asString());
        assertThat(run.json().path("specSha256").asString())
                .isEqualTo(shown.json().path("digest").asString());
    }

    @Test
    void isInTheInboxOfThoseWhoMayDecide() {
        assertThat(inbox(project.admin)).contains(id);
        assertThat(inbox(project.root)).contains(id);
        assertThat(inbox(project.editor)).doesNotContain(id);
        assertThat(inbox(project.viewer)).doesNotContain(id);
        assertThat(inbox(GovernedProject.stranger())).isEmpty();

        assertThat(decide(project.admin, "approve").status()).isEqualTo(200);

        assertThat(inbox(project.root)).doesNotContain(id);
        assertThat(project.get(project.viewer, "/approvals?state=approved")
                        .json()
                        .path("items")
                        .findValuesAsString("id"))
                .containsExactly(id);
        assertThat(project.get(project.viewer, "/approvals?state=odd").status()).isEqualTo(422);
        assertThat(project.get(project.viewer, "/audit?type=approval.decided")
                        .json()
                        .path("items")
                        .findValuesAsString("subject"))
                .contains("approvals/" + id);
    }

    /** N7. */
    @Test
    void viewersLookAndDoNotDecide() {
        assertThat(decide(project.viewer, "approve").status()).isEqualTo(403);
        assertThat(decide(project.viewer, "reject").status()).isEqualTo(403);
    }

    /** N8. */
    @Test
    void whoAskedDoesNotDecide() {
        Answer own = decide(project.editor, "approve");

        assertThat(own.status()).as(own.body()).isEqualTo(403);
        assertThat(own.json().path("detail").asString()).contains("somebody else");
    }

    /** N8: nor does an admin of the project who asked. */
    @Test
    void anAdminWhoAskedDoesNotDecideEither() {
        id = approvalOf(project.probe(project.admin));

        assertThat(decide(project.admin, "approve").status()).isEqualTo(403);
        assertThat(decide(project.root, "approve").status()).isEqualTo(200);
    }

    /** N8. */
    @Test
    void twiceIsAConflict() {
        assertThat(decide(project.admin, "approve").status()).isEqualTo(200);

        assertThat(decide(project.admin, "approve").status()).isEqualTo(409);
        assertThat(decide(project.root, "reject").status()).isEqualTo(409);
    }

    /** N8. */
    @Test
    void afterItsTimeIsAConflict() {
        JdbcClient.create(TestDatabase.owner())
                .sql("update ops.approvals set expires_at = now() - interval '1 second' where id = cast(? as uuid)")
                .param(id)
                .update();

        assertThat(decide(project.admin, "approve").status()).isEqualTo(409);
        assertThat(project.get(project.viewer, "/approvals/" + id)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("EXPIRED");
    }

    /** N8. */
    @Test
    void strangersAndOtherProjectsSeeNothing() {
        String stranger = GovernedProject.stranger();
        for (String verb : List.of("approve", "reject")) {
            assertThat(decide(stranger, verb).status()).isEqualTo(404);
        }
        assertThat(project.get(stranger, "/approvals").status()).isEqualTo(404);
        assertThat(project.get(stranger, "/approvals/" + id).status()).isEqualTo(404);
        GovernedProject other = new GovernedProject();
        assertThat(other.get(other.admin, "/approvals/" + id).status()).isEqualTo(404);
        assertThat(other.post(other.admin, "/approvals/" + id + "/approve", Map.of("reason", "x"))
                        .status())
                .isEqualTo(404);
        assertThat(project.get(project.viewer, "/approvals/" + id)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("PENDING");
    }

    @Test
    void aDecisionHasAReason() {
        assertThat(project.post(project.admin, "/approvals/" + id + "/approve", null)
                        .status())
                .isEqualTo(422);
        assertThat(project.post(project.admin, "/approvals/" + id + "/approve", Map.of("reason", "x".repeat(3000)))
                        .status())
                .isEqualTo(422);
    }

    private List<String> inbox(String key) {
        return api.send("GET", "/api/v1/approvals", key, null)
                .json()
                .path("items")
                .findValuesAsString("id");
    }

    private String approvalOf(Answer started) {
        String run = started.json().path("id").asString();
        for (var approval : project.get(project.viewer, "/approvals").json().path("items")) {
            if (approval.path("run").asString().equals(run)) {
                return approval.path("id").asString();
            }
        }
        throw new AssertionError("Nobody was asked about run " + run);
    }
}
