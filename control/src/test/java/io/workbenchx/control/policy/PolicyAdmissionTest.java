package io.workbenchx.control.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a policy does to requests for runs: refusals name their rule, and quotas hold under any number of requests at once. */
class PolicyAdmissionTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    /** Keeps probes open, so that they go on claiming. */
    private static final String HELD = """
            gates:
              - {name: hold, action: start, require: {approval: {expires: P1D}}}
            """;

    private final PolicyService policies = CONTROL.get(PolicyService.class);
    private final RunService runs = CONTROL.get(RunService.class);
    private final CanonicalJson json = CONTROL.get(CanonicalJson.class);
    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private final Project project = CONTROL.project(caller);

    @Test
    void aProjectWithoutAPolicyHasTheDefaultOfTheBuild() {
        PolicyVersion policy = policies.current(project.id());

        assertThat(policy.version()).isZero();
        assertThat(policy.policy().gates()).extracting(Policy.Gate::name).containsExactly("deploy-promoted-versions");
        assertThat(start(caller, Map.of()).policyVersion()).isZero();
    }

    @Test
    void everyVersionStaysAndNobodyOverwritesAnother() {
        policies.put(caller, project, "version: 1\n", 0, "first");
        policies.put(caller, project, "version: 1\nbudgets: {run: {usd: 1}}\n", 1, "second");

        assertThat(policies.versions(project))
                .extracting(PolicyVersion::version)
                .containsExactly(2, 1);
        assertThat(PolicyDiff.between(policies.version(project.id(), 1), policies.version(project.id(), 2)))
                .contains("+budgets: {run: {usd: 1}}");
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> policies.put(caller, project, "version: 1\n", 1, "late"))
                .satisfies(late -> assertThat(late.code()).isEqualTo(FailureCode.CONFLICT));
    }

    @Test
    void aRunThatAsksForTooMuchIsRefusedByARuleWithAName() {
        policies.put(caller, project, "version: 1\nbudgets: {run: {cpu_seconds: 10}}\n", null, "");

        Run run = start(caller, Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("11")));

        assertThat(run.refused()).isTrue();
        assertThat(run.failureCode()).isEqualTo("POLICY_REFUSED");
        assertThat(run.refusalRule()).isEqualTo("budgets.run.CPU_SECONDS");
        assertThat(run.policyVersion()).isEqualTo(1);
        assertThat(CONTROL.get(RunEvents.class).after(run.id(), 1, 1).get(0).record())
                .contains("\"type\":\"run.refused\"", "\"policyVersion\":1,\"rule\":\"budgets.run.CPU_SECONDS\"");
    }

    /** This process remembers the policy it saw last; admission tells it that another one is in force by now. */
    @Test
    void aVersionThatCameIntoForceMeanwhileJudgesTheNextRun() {
        assertThat(start(caller, Map.of()).policyVersion()).isZero();
        policies.put(caller, project, "version: 1\nbudgets: {run: {cpu_seconds: 10}}\n", null, "");
        assertThat(policies.known(project.id()).version()).isZero();

        Run allowed = start(caller, Map.of());
        policies.put(caller, project, "version: 1\nbudgets: {run: {cpu_seconds: 0.5}}\n", null, "");
        Run refused = start(caller, Map.of());

        assertThat(allowed.policyVersion()).isEqualTo(1);
        assertThat(refused.refusalRule()).isEqualTo("budgets.run.CPU_SECONDS");
        assertThat(refused.policyVersion()).isEqualTo(2);
    }

    /** A hundred requests at once, room for five. */
    @Test
    void aQuotaOfFiveTakesExactlyFiveOfAHundredParallelStarts() throws Exception {
        policies.put(caller, project, "version: 1\nquotas: {project: {runs: 5}}\n" + HELD, null, "");

        List<Run> asked = together(100, n -> start(caller, Map.of()));

        assertThat(asked).filteredOn(run -> !run.refused()).hasSize(5);
        assertThat(asked).filteredOn(Run::refused).allSatisfy(run -> {
            assertThat(run.failureCode()).isEqualTo("QUOTA_EXCEEDED");
            assertThat(run.refusalRule()).isEqualTo("quotas.project.runs");
        });
    }

    @Test
    void aMembersQuotaIsNotUsedUpByOthers() throws Exception {
        policies.put(caller, project, "version: 1\nquotas: {member: {runs: 2}}\n" + HELD, null, "");
        Caller other = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
        CONTROL.get(ProjectService.class).setMember(caller, project, other.userId(), MemberRole.EDITOR);

        List<Run> asked = together(20, n -> start(n % 2 == 0 ? caller : other, Map.of()));

        assertThat(asked).filteredOn(run -> !run.refused()).hasSize(4);
        assertThat(asked).filteredOn(Run::refused).extracting(Run::refusalRule).containsOnly("quotas.member.runs");
    }

    @Test
    void whatHasEndedClaimsNothing() {
        policies.put(caller, project, "version: 1\nquotas: {project: {runs: 1}}\n" + HELD, null, "");
        Run first = start(caller, Map.of());
        assertThat(start(caller, Map.of()).refused()).isTrue();

        CONTROL.get(io.workbenchx.control.run.RunRecorder.class)
                .finish(first.id(), "test", io.workbenchx.workflows.run.RunOutcome.succeeded(null));

        assertThat(start(caller, Map.of()).refused()).isFalse();
    }

    private Run start(Caller who, Map<BudgetUnit, BigDecimal> budget) {
        return runs.start(
                who,
                project,
                new StartRun(
                        RunKind.PROBE,
                        json.read("{}"),
                        UUID.randomUUID().toString(),
                        budget,
                        StartRun.NORMAL_PRIORITY,
                        null,
                        null));
    }

    private interface Turn {
        Run take(int number);
    }

    private static List<Run> together(int many, Turn turn) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<Callable<Run>> turns = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                int number = i;
                turns.add(() -> turn.take(number));
            }
            List<Run> taken = new ArrayList<>();
            for (Future<Run> run : threads.invokeAll(turns)) {
                taken.add(run.get());
            }
            return taken;
        } finally {
            threads.shutdownNow();
        }
    }
}
