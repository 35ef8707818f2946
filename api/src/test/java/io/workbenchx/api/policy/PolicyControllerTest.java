package io.workbenchx.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policy through the front: who may write it, what it refuses, and that every refusal names its rule (N31, N34). */
class PolicyControllerTest {

    private final GovernedProject project = new GovernedProject();

    @Test
    void showsTheDefaultUntilThereIsOne() {
        Answer standing = project.get(project.viewer, "/policy");

        assertThat(standing.status()).isEqualTo(200);
        assertThat(standing.json().path("version").asInt()).isZero();
        assertThat(standing.json().path("yaml").asString()).contains("deploy-promoted-versions");
    }

    @Test
    void keepsEveryVersionAndTellsWhatChanged() {
        project.policy("version: 1\n").policy("version: 1\nbudgets: {run: {usd: 1}}\n");

        assertThat(project.get(project.viewer, "/policy/versions")
                        .json()
                        .path("items")
                        .findValuesAsString("version"))
                .containsExactly("2", "1");
        assertThat(project.get(project.viewer, "/policy/versions/1")
                        .json()
                        .path("yaml")
                        .asString())
                .isEqualTo("version: 1\n");
        assertThat(project.get(project.viewer, "/policy/diff?from=1")
                        .json()
                        .path("diff")
                        .asString())
                .contains("+budgets: {run: {usd: 1}}");
        assertThat(project.get(project.viewer, "/policy/versions/9").status()).isEqualTo(404);
        assertThat(project.get(project.viewer, "/audit?type=policy.put")
                        .json()
                        .path("items")
                        .findValuesAsString("subject"))
                .containsExactly("policies/2", "policies/1");
    }

    @Test
    void doesNotOverwriteWhatSomebodyElseWrote() {
        project.policy("version: 1\n");

        assertThat(project.put(project.admin, "version: 1\n", "If-Match", "\"0\"")
                        .status())
                .isEqualTo(409);
        assertThat(project.put(project.admin, "version: 1\n", "If-Match", "\"1\"")
                        .status())
                .isEqualTo(201);
        assertThat(project.put(project.admin, "version: 1\n", "If-Match", "one").status())
                .isEqualTo(422);
    }

    @Test
    void onlyAdminsOfTheProjectWriteIt() {
        assertThat(project.put(project.editor, "version: 1\n").status()).isEqualTo(403);
        assertThat(project.put(project.viewer, "version: 1\n").status()).isEqualTo(403);
        assertThat(project.put(GovernedProject.stranger(), "version: 1\n").status())
                .isEqualTo(404);
    }

    @Test
    void strangersSeeNothingOfIt() {
        String stranger = GovernedProject.stranger();
        for (String path : List.of("/policy", "/policy/versions", "/policy/versions/1", "/policy/diff?from=0")) {
            assertThat(project.get(stranger, path).status()).as(path).isEqualTo(404);
        }
        assertThat(project.post(stranger, "/policy/check", Map.of("spec", Map.of()))
                        .status())
                .isEqualTo(404);
        assertThat(project.post(project.viewer, "/policy/check", Map.of("spec", Map.of()))
                        .status())
                .isEqualTo(403);
        assertThat(project.post(project.viewer, "/policy/answers", Map.of()).status())
                .isEqualTo(403);
    }

    /** N34. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x/\"]]]]",
                "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
                "version: 1\nversion: 1",
                "version: 1\n---\nversion: 1",
                "version: 1\nruntimes: {allow: [a"
            })
    void refusesUnsafeYaml(String yaml) {
        Answer refused = project.put(project.admin, yaml);

        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().path("code").asString()).isEqualTo("MALFORMED");
        assertThat(project.get(project.admin, "/policy").json().path("version").asInt())
                .isZero();
    }

    /** N34. */
    @Test
    void refusesYamlOfAHundredThousandLevels() {
        assertThat(project.put(project.admin, "[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(project.put(project.admin, "[".repeat(3_000_000)).status()).isEqualTo(400);
    }

    @Test
    void pointsAtTheLineOfAMistake() {
        Answer refused = project.put(project.admin, "version: 1\nruntimes:\n  alow: [x]\n");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("line").asInt()).isEqualTo(3);
        assertThat(refused.json().path("detail").asString()).contains("alow", "line 3", "allow");
    }

    @Test
    void namesPolicyAndRuleOfARefusalAndKeepsItAsAnEvent() {
        project.policy("version: 1\nbudgets: {run: {cpu_seconds: 0.5}}\n");

        Answer refused = project.probe(project.editor);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().path("code").asString()).isEqualTo("POLICY_REFUSED");
        assertThat(refused.json().path("rule").asString()).isEqualTo("budgets.run.CPU_SECONDS");
        assertThat(refused.json().path("policyVersion").asInt()).isEqualTo(1);
        Answer events = project.get(
                project.viewer, "/runs/" + refused.json().path("run").asString() + "/events");
        assertThat(events.body()).contains("run.refused", "budgets.run.CPU_SECONDS");
    }

    @Test
    void saysBeforehandWhatWouldBeRefused() {
        project.policy("""
                version: 1
                runtimes: {allow: [another]}
                quotas: {project: {memory: 1MiB}}
                gates:
                  - {name: four-eyes, action: start, require: {approval: {approvers: 2}}}
                """);

        Answer told = project.post(
                project.editor,
                "/policy/check",
                Map.of("kind", "training", "spec", Map.of("runtime", project.runtime)));

        assertThat(told.status()).as(told.body()).isEqualTo(200);
        assertThat(told.json().path("allowed").asBoolean()).isFalse();
        assertThat(told.json().path("breaches").findValuesAsString("rule"))
                .containsExactly("runtimes.allow", "quotas.project.memory");
        assertThat(told.json().path("approvals").get(0).path("approvers").asInt())
                .isEqualTo(2);
        assertThat(project.get(project.viewer, "/runs").json().path("items")).isEmpty();
        Answer impossible = project.post(
                project.editor, "/policy/check", Map.of("kind", "training", "spec", Map.of("runtime", "none")));
        assertThat(impossible.json().path("breaches").get(0).path("rule").asString())
                .isEqualTo("admission");
        Answer fine =
                new GovernedProject().post(project.root, "/policy/check", Map.of("kind", "probe", "spec", Map.of()));
        assertThat(fine.json().path("allowed").asBoolean()).as(fine.body()).isTrue();
    }

    @Test
    void letsOnlyThoseNamedUseADataset() {
        String name = "ana-" + UUID.randomUUID().toString().substring(0, 8);
        String ana = project.member("EDITOR", name);
        assertThat(project.upload(project.editor, "salaries", "a,b\n1,2\n").status())
                .isEqualTo(201);
        assertThat(project.upload(project.editor, "sales", "a,b\n1,2\n").status())
                .isEqualTo(201);
        project.policy("""
                version: 1
                datasets:
                  rules:
                    - {dataset: "sala*", members: [%s], allow: [read, train]}
                    - {dataset: "sala*", roles: [admin], allow: [read, write, train]}
                """.formatted(name));

        assertThat(project.get(ana, "/datasets/salaries").status()).isEqualTo(200);
        assertThat(project.train(ana, "datasets", Map.of("salaries", 1)).status())
                .isEqualTo(201);
        assertThat(project.upload(ana, "salaries", "a,b\n3,4\n").status()).isEqualTo(403);
        assertThat(project.upload(project.admin, "salaries", "a,b\n3,4\n").status())
                .isEqualTo(201);
        assertThat(project.get(project.editor, "/datasets/salaries").status()).isEqualTo(403);
        assertThat(project.get(project.editor, "/datasets").json().path("items").findValuesAsString("name"))
                .contains("sales")
                .doesNotContain("salaries");
        Answer refused = project.train(project.editor, "datasets", Map.of("salaries", 1));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("rule").asString()).isEqualTo("datasets.rules.sala*");
        assertThat(project.train(project.editor, "datasets", Map.of("sales", 1)).status())
                .isEqualTo(201);
    }

    @Test
    void refusesWhatThereIsNoRoomFor() {
        project.policy("version: 1\nquotas: {project: {storage: 20B}, member: {storage: 10B}}\n");

        assertThat(project.upload(project.editor, "small", "a,b\n1,2\n").status())
                .isEqualTo(201);
        Answer mine = project.upload(project.editor, "more", "a,b\n3,4\n");
        assertThat(mine.status()).isEqualTo(422);
        assertThat(mine.json().path("rule").asString()).isEqualTo("quotas.member.storage");
        assertThat(project.upload(project.admin, "more", "a,b\n3,4\n").status()).isEqualTo(201);
        Answer ours = project.upload(project.root, "most", "a,b\n5,6\n");
        assertThat(ours.json().path("rule").asString()).isEqualTo("quotas.project.storage");
        assertThat(project.get(project.viewer, "/datasets/most").status()).isEqualTo(404);
    }

    /** N31: a commit is 40 hex digits of this project's code, and nothing that git or a shell would take for something else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c touch /tmp/x",
                "--upload-pack=touch /tmp/x",
                "file:///etc/passwd",
                "-x",
                "../../etc/passwd",
                "HEAD;id",
                "refs/heads/main"
            })
    void takesNothingButACommitForCode(String code) {
        Answer refused = project.train(project.editor, "code", code);

        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.json().path("code").asString()).isEqualTo("CODE_NOT_FOUND");
    }

    private Answer remote(String address) {
        return project.post(
                project.editor, "/policy/check", Map.of("action", "checkout", "spec", Map.of("remote", address)));
    }

    /** N31. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ext::sh -c touch /tmp/x",
                "--upload-pack=touch /tmp/x",
                "file:///etc",
                "ssh://git@git.example.org/team/x",
                "https://user:secret@git.example.org/team/x",
                "https://git.example.org/team/../other"
            })
    void knowsNoRemoteButPlainHttps(String address) {
        project.policy("version: 1\ncode: {remotes: [\"https://git.example.org/team/\"]}\n");

        assertThat(remote(address).status()).isEqualTo(422);
    }

    /** N31. */
    @Test
    void takesCodeFromAllowedRemotesOnly() {
        assertThat(remote("https://git.example.org/team/x")
                        .json()
                        .path("breaches")
                        .get(0)
                        .path("rule")
                        .asString())
                .isEqualTo("code.remotes");
        project.policy("version: 1\ncode: {remotes: [\"https://git.example.org/team/\"]}\n");

        assertThat(remote("https://git.example.org/team/x.git")
                        .json()
                        .path("allowed")
                        .asBoolean())
                .isTrue();
        assertThat(remote("https://git.example.org/others/x")
                        .json()
                        .path("allowed")
                        .asBoolean())
                .isFalse();
        assertThat(project.put(project.admin, "version: 1\ncode: {remotes: [\"ext::sh -c x\"]}\n")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void takesAnswersAboutKnownSubjectsOnly() {
        Answer answered = project.post(
                project.editor,
                "/policy/answers",
                Map.of("subject", "project", "question", "Who owns it?", "answer", "Sales"));
        assertThat(answered.status()).as(answered.body()).isEqualTo(204);
        assertThat(project.post(
                                project.editor,
                                "/policy/answers",
                                Map.of("subject", "../x", "question", "?", "answer", "!"))
                        .status())
                .isEqualTo(422);
    }
}
