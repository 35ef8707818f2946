package io.workbenchx.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy may say, and what is refused before anything is made of it (N34). */
class PolicyReaderTest {

    @Test
    void readsEverythingThatCanBeSaid() {
        Policy policy = PolicyReader.read("""
                version: 1
                runtimes: {allow: [tabular, "vision-*"], kinds: [environment], isolation: required}
                code: {remotes: ["https://git.example.org/team/"]}
                network: {egress: ["packages.example.com:443", "*.example.org:8443"]}
                budgets: {run: {usd: 2.5, CPU_SECONDS: 600}}
                quotas:
                  project: {runs: 20, cpus: 16, memory: 64GiB, gpus: 2, storage: 1.5TB}
                  member: {runs: 5}
                datasets:
                  default: {editor: [read]}
                  rules:
                    - {dataset: "salaries*", members: [ana], roles: [admin], allow: [read, train]}
                gates:
                  - name: review
                    action: deployment
                    when: {models: [churn], endpoints: ["prod-*"]}
                    require:
                      lineage: complete
                      promoted: true
                      metrics: [{name: accuracy, min: 0.9}]
                      evidence: ["Who is affected?"]
                      approval: {role: editor, approvers: 2, expires: P14D}
                """);

        assertThat(policy.runtimes())
                .isEqualTo(new Policy.Runtimes(
                        java.util.List.of("tabular", "vision-*"), Set.of("environment"), true, Set.of()));
        assertThat(policy.egress()).containsExactly("packages.example.com:443", "*.example.org:8443");
        assertThat(policy.runBudget())
                .containsEntry(BudgetUnit.USD, new BigDecimal("2.5"))
                .containsEntry(BudgetUnit.CPU_SECONDS, new BigDecimal("600"));
        assertThat(policy.projectQuota())
                .isEqualTo(new Quota(20, new BigDecimal("16"), 64L << 30, 2, 1_500_000_000_000L));
        assertThat(policy.memberQuota().runs()).isEqualTo(5);
        assertThat(policy.datasets().byDefault().get(MemberRole.EDITOR)).containsExactly(DatasetUse.READ);
        assertThat(policy.datasets().byDefault().get(MemberRole.ADMIN)).hasSize(3);
        Policy.Gate gate = policy.gates().get(0);
        assertThat(gate.require().approval())
                .isEqualTo(new Policy.ApprovalRule(MemberRole.EDITOR, 2, Duration.ofDays(14)));
        assertThat(gate.require().metrics()).containsExactly(new Policy.Metric("accuracy", 0.9, null));
        assertThat(gate.when()).containsOnlyKeys("models", "endpoints");
    }

    @Test
    void sayingNothingAllowsWhatTheDefaultAllows() {
        Policy policy = PolicyReader.read("version: 1");

        assertThat(policy.runtimes().allow()).containsExactly("*");
        assertThat(policy.projectQuota()).isEqualTo(Quota.NONE);
        assertThat(policy.gates()).isEmpty();
        assertThat(policy.datasets().byDefault().get(MemberRole.VIEWER)).containsExactly(DatasetUse.READ);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    version: 1\\nruntime: {}                                         | 2 | runtime
                    version: 1\\nruntimes:\\n  alow: [a]                             | 3 | alow
                    version: 1\\nruntimes:\\n  isolation: maybe                      | 3 | isolation
                    version: 1\\nruntimes:\\n  allow:\\n    - "tabular:latest"       | 4 | tag
                    version: 1\\ncode:\\n  remotes:\\n    - "ext::sh -c touch"       | 4 | remotes
                    version: 1\\ncode:\\n  remotes: ["http://git.example.org/"]      | 3 | https
                    version: 1\\nbudgets:\\n  run:\\n    usd: 1e999                  | 4 | usd
                    version: 1\\nbudgets:\\n  run:\\n    euro: 5                     | 4 | euro
                    version: 1\\nquotas:\\n  project:\\n    memory: lots             | 4 | memory
                    version: 1\\nquotas:\\n  member:\\n    runs: -1                  | 4 | runs
                    version: 1\\nquotas:\\n  member:\\n    runs: 1.5                 | 4 | runs
                    version: 1\\ngates:\\n  - name: x\\n    action: fly\\n    require: {lineage: complete} | 4 | fly
                    version: 1\\ngates:\\n  - name: x\\n    action: start            | 3 | require
                    version: 1\\ngates:\\n  - name: x\\n    action: start\\n    require: {promoted: true} | 5 | deployment
                    version: 1\\ngates:\\n  - name: x\\n    action: start\\n    when: {kinds: [dance]}\\n    require: {lineage: complete} | 5 | dance
                    version: 1\\ngates:\\n  - name: x\\n    action: start\\n    require:\\n      approval: {role: viewer} | 6 | viewer
                    version: 1\\ngates:\\n  - name: x\\n    action: start\\n    require:\\n      approval: {approvers: 0} | 6 | approvers
                    version: 1\\ngates:\\n  - name: x\\n    action: start\\n    require:\\n      approval: {expires: PT1S} | 6 | expires
                    version: 2                                                      | 1 | version
                    runtimes: {}                                                    | 1 | version
                    """)
    void aMistakeIsToldWithItsLine(String yaml, int line, String word) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> PolicyReader.read(yaml.strip().replace("\\n", "\n")))
                .satisfies(mistake -> {
                    assertThat(mistake.code()).isEqualTo(FailureCode.SPEC_INVALID);
                    assertThat(mistake.details()).containsEntry("line", line);
                    assertThat(mistake.reason()).contains(word, "line " + line);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL [\"http://x\"]]]]",
                "version: !!int 1",
                "version: 1\nruntimes: !mine {}",
                "version: &v 1\ngates: *v",
                "version: 1\nversion: 1",
                "version: 1\nruntimes: {allow: [a], allow: [b]}",
                "version: 1\n? [a, b]\n: c",
                "version: 1\n---\nversion: 1",
                "",
                "version: 1\n  broken: : :",
                "version: 1\nruntimes: {allow: [a",
                "\u0000"
            })
    void refusesWhatIsNotPlainYaml(String yaml) {
        assertThatMalformed(yaml);
    }

    @Test
    void refusesAnchorsThatMultiply() {
        String bomb = IntStream.range(1, 30)
                .mapToObj(n -> "a" + n + ": &a" + n + " [*a" + (n - 1) + ", *a" + (n - 1) + "]")
                .collect(Collectors.joining("\n", "a0: &a0 [x]\n", "\n"));
        assertThatMalformed(bomb);
    }

    @Test
    void refusesDepthBeforeTheStackEnds() {
        assertThatMalformed("[".repeat(100_000));
        assertThatMalformed("{a: ".repeat(50_000));
        String block =
                IntStream.range(0, 600).mapToObj(n -> " ".repeat(n) + "a:").collect(Collectors.joining("\n"));
        assertThatMalformed(block);
    }

    @Test
    void refusesMoreThanAPolicyCanBe() {
        assertThatMalformed("version: 1\n#" + "x".repeat(SafeYaml.MOST_CHARACTERS));
        assertThatMalformed("version: 1\ngates: [" + "a,".repeat(60_000) + "]");
    }

    @Test
    void quotesMakeWordsOfWhatWouldBeSomethingElse() {
        assertThat(PolicyReader.read("version: \"1\"\nruntimes: {allow: [\"*\"]}")
                        .runtimes()
                        .allow())
                .containsExactly("*");
    }

    private static void assertThatMalformed(String yaml) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> PolicyReader.read(yaml))
                .satisfies(refusal ->
                        assertThat(refusal.code()).as(refusal.reason()).isEqualTo(FailureCode.MALFORMED));
        assertThat(FailureCode.MALFORMED.httpStatus()).isEqualTo(400);
    }
}
