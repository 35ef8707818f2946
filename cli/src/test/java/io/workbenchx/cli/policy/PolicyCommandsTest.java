package io.workbenchx.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policy and approvals, as a person asks for them. */
class PolicyCommandsTest {

    private static final String PROJECT = "/api/v1/projects/demo";
    private static final String APPROVAL = """
            {"id":"a1","project":"demo","subject":"endpoint/churn","state":"PENDING","requester":"ana","role":"ADMIN","approvers":2,
             "gate":"production","policyVersion":3,"digest":"ab","expiresAt":"2026-08-08T12:00:00Z","change":["- version: 1","+ version: 2"],
             "decisions":[{"by":"ben","verdict":"APPROVE","reason":"fine"}]}
            """;

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

    private Invocation wbx(String... arguments) {
        return Invocation.of(
                Map.of(
                        "WBX_URL",
                        workbench.url(),
                        "WBX_API_KEY",
                        "wbx_key",
                        "WBX_CONFIG",
                        directory.resolve("config.json").toString()),
                arguments);
    }

    @Test
    void printsThePolicyAsItWasWritten() {
        workbench.json("GET " + PROJECT + "/policy", "{\"version\":3,\"yaml\":\"version: 1\\n\"}");

        assertThat(wbx("policy", "show").out()).isEqualTo("version: 1\n");
        wbx("policy", "show", "2");
        assertThat(workbench.last().target()).isEqualTo(PROJECT + "/policy/versions/2");
    }

    @Test
    void sendsAFileAndTheVersionItReplaces() throws Exception {
        workbench.json("PUT " + PROJECT + "/policy", "{\"version\":4,\"sha256\":\"ab\"}");
        Path file = Files.writeString(directory.resolve("policy.yaml"), "version: 1\n# ours\n");

        Invocation set = wbx("policy", "set", file.toString(), "--note", "stricter now", "--replaces", "3");

        assertThat(set.out()).contains("policy version 4 is in force");
        assertThat(workbench.last().body()).isEqualTo("version: 1\n# ours\n");
        assertThat(workbench.last().header("If-Match")).isEqualTo("\"3\"");
        assertThat(workbench.last().target()).endsWith("?note=stricter%20now");
        assertThat(wbx("policy", "set", "nowhere.yaml").exitCode()).isEqualTo(2);
    }

    @Test
    void tellsARefusal() throws Exception {
        workbench.problem("PUT " + PROJECT + "/policy", 422, "SPEC_INVALID", "Policy, line 3: no.");
        Path file = Files.writeString(directory.resolve("policy.yaml"), "version: 1\n");

        assertThat(wbx("policy", "set", file.toString()).err()).contains("line 3");
    }

    @Test
    void listsVersionsAndTheirDifference() {
        workbench
                .json(
                        "GET " + PROJECT + "/policy/versions",
                        "{\"items\":[{\"version\":2,\"createdBy\":\"ana\",\"createdAt\":\"x\",\"sha256\":\"abcdefabcdefabcdef\",\"note\":\"n\"}]}")
                .json("GET " + PROJECT + "/policy/diff", "{\"diff\":\"+gates: []\\n\"}");

        assertThat(wbx("policy", "versions").out()).contains("ana", "abcdefabcdef ", "n");
        assertThat(wbx("policy", "diff", "1", "2").out()).isEqualTo("+gates: []\n");
        assertThat(workbench.last().target()).endsWith("?from=1&to=2");
    }

    @Test
    void asksBeforehandAndFailsWhenItWouldBeRefused() {
        workbench.json(
                "POST " + PROJECT + "/policy/check",
                "{\"allowed\":false,\"policyVersion\":3,\"breaches\":[{\"rule\":\"runtimes.allow\",\"message\":\"no\"}],"
                        + "\"approvals\":[{\"gate\":\"g\",\"approvers\":2,\"role\":\"ADMIN\",\"subject\":\"endpoint/churn\"}]}");

        Invocation check = wbx("policy", "check", "--deploy", "churn", "--of", "3");

        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out()).contains("refused by policy version 3", "runtimes.allow: no", "gate g asks 2 ADMIN");
        assertThat(Json.parse(workbench.last().body()))
                .isEqualTo(Json.parse("{\"action\":\"deployment\",\"spec\":{\"model\":\"churn\",\"version\":3}}"));
        wbx("policy", "check", "--promote", "churn", "--of", "r1");
        assertThat(workbench.last().body())
                .isEqualTo("{\"action\":\"promotion\",\"spec\":{\"model\":\"churn\",\"run\":\"r1\"}}");
        wbx("policy", "check", "--kind", "probe");
        assertThat(workbench.last().body()).contains("\"kind\":\"probe\"", "\"action\":\"start\"");
    }

    @Test
    void answersAQuestion() {
        workbench.json("POST " + PROJECT + "/policy/answers", "");

        assertThat(wbx("policy", "answer", "project", "Who owns it?", "Sales").exitCode())
                .isZero();
        assertThat(workbench.last().body())
                .isEqualTo("{\"subject\":\"project\",\"question\":\"Who owns it?\",\"answer\":\"Sales\"}");
    }

    @Test
    void showsWhatWaitsForMe() {
        workbench.json("GET /api/v1/approvals", "{\"items\":[" + APPROVAL + "]}");

        Invocation list = wbx("approvals", "--mine");

        assertThat(list.out()).contains("a1", "endpoint/churn", "ana", "1/2");
        workbench.json("GET " + PROJECT + "/approvals", "{\"items\":[]}");
        assertThat(wbx("approval", "list", "--state", "pending").out()).contains("No approvals.");
        assertThat(workbench.last().target()).endsWith("?state=pending");
    }

    @Test
    void showsWhatExactlyIsAskedAndTakesADecision() {
        workbench
                .json("GET " + PROJECT + "/approvals/a1", APPROVAL)
                .json("POST " + PROJECT + "/approvals/a1/approve", APPROVAL)
                .problem(
                        "POST " + PROJECT + "/approvals/a1/reject",
                        403,
                        "PERMISSION_DENIED",
                        "You asked for this yourself.");

        assertThat(wbx("approval", "show", "a1").out())
                .contains("endpoint/churn", "+ version: 2", "needs 2 ADMIN", "APPROVE by ben: fine");
        assertThat(wbx("approval", "approve", "a1", "--reason", "reviewed").exitCode())
                .isZero();
        assertThat(workbench.last().body()).isEqualTo("{\"reason\":\"reviewed\"}");
        Invocation own = wbx("approval", "reject", "a1", "--reason", "no");
        assertThat(own.exitCode()).isNotZero();
        assertThat(own.err()).contains("yourself");
        assertThat(wbx("approval", "approve", "a1").exitCode()).isEqualTo(2);
    }
}
