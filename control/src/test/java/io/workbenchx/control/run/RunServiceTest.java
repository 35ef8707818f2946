package io.workbenchx.control.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** From a request to the end of its run, over the engine. */
class RunServiceTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private final RunService service = CONTROL.get(RunService.class);
    private final RunRepository runs = CONTROL.get(RunRepository.class);
    private final CanonicalJson json = CONTROL.get(CanonicalJson.class);
    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private final Project project = CONTROL.project(caller);

    @Test
    void runsARequestToItsEnd() {
        Run run = ended(start("one", "{\"note\":\"hello\"}"));

        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.result()).isEqualTo("\"this host\"");
        assertThat(run.summary()).isEqualTo("probe: hello");
        assertThat(run.specSha256()).isEqualTo(CanonicalJson.sha256(run.spec()));
        assertThat(types(run)).containsSubsequence("run.queued", "run.admitted", "run.succeeded");
        assertThat(CONTROL.get(ProjectService.class)
                        .budget(project)
                        .get(BudgetUnit.CPU_SECONDS)
                        .reserved())
                .isZero();
    }

    /** FAULTS F13. */
    @Test
    void startsOneRunForAHundredEqualRequests() throws Exception {
        List<UUID> ids = Competition.of(
                100, n -> start("the same", "{\"note\":\"once\"}").id());

        assertThat(ids).containsOnly(ids.get(0));
        Run run = ended(runs.findById(ids.get(0)).orElseThrow());
        assertThat(types(run)).containsOnlyOnce("run.queued", "run.admitted", "run.succeeded");
    }

    @Test
    void refusesARequestIdThatWasUsedForSomethingElse() {
        start("used", "{\"note\":\"a\"}");

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> start("used", "{\"note\":\"b\"}"))
                .withMessageContaining("used")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.REQUEST_REUSED));
    }

    @Test
    void putsARefusalOnRecord() {
        Run run = start("wrong", "{\"note\":\"x\",\"role\":\"ADMIN\"}");

        assertThat(run.refused()).isTrue();
        assertThat(run.failureCode()).isEqualTo("SPEC_INVALID");
        assertThat(run.failureMessage()).contains("role");
        assertThat(types(run)).containsExactly("run.queued", "run.refused");
        assertThat(start("wrong", "{\"note\":\"x\",\"role\":\"ADMIN\"}").id()).isEqualTo(run.id());
    }

    @Test
    void refusesWhatTheBudgetDoesNotCover() {
        Run run = service.start(
                caller,
                project,
                new StartRun(
                        RunKind.PROBE,
                        json.read("{}"),
                        "dear",
                        Map.of(BudgetUnit.USD, new BigDecimal("1000000")),
                        StartRun.NORMAL_PRIORITY,
                        null,
                        null));

        assertThat(run.refused()).isTrue();
        assertThat(run.failureCode()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(run.failureMessage()).contains("USD");
    }

    @Test
    void doesNotCancelWhatHasEnded() {
        Run run = ended(start("over", "{}"));

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> service.cancel(caller, project, run, "too late"))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.CONFLICT));
    }

    @Test
    void showsARunTokenItsOwnRunOnly() {
        Run mine = start("mine", "{}");
        Run other = start("other", "{}");
        Caller token = new Caller(caller.userId(), caller.name(), caller.role(), null, project.id(), mine.id());

        assertThat(service.require(token, project, mine.id()).id()).isEqualTo(mine.id());
        assertThatNotFound(token, project, other.id());
        assertThatNotFound(caller, CONTROL.project(caller), mine.id());
    }

    private void assertThatNotFound(Caller who, Project where, UUID run) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> service.require(who, where, run))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.NOT_FOUND));
    }

    private Run start(String requestId, String spec) {
        return service.start(caller, project, StartRun.of(RunKind.PROBE, json.read(spec), requestId));
    }

    private Run ended(Run run) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> runs.findById(run.id()).orElseThrow(),
                        current -> current.state().terminal());
    }

    private List<String> types(Run run) {
        return CONTROL.get(RunEvents.class).after(run.id(), 0, 1000).stream()
                .map(RunEvents.Event::type)
                .toList();
    }
}
