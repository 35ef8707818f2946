package io.workbenchx.control.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.approval.Approval.State;
import io.workbenchx.control.approval.Approval.Verdict;
import io.workbenchx.control.evidence.EvidenceService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunDispatcher;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunService;
import io.workbenchx.workflows.approval.ApprovalStanding;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From a gated request over people's decisions to the end of the run, with database and engine (N8). */
class ApprovalJourneyTest {

    private static final ControlContext CONTROL = GatedProject.CONTROL;

    private final ApprovalService approvals = CONTROL.get(ApprovalService.class);
    private final JdbcClient owner = JdbcClient.create(TestDatabase.owner());
    private final GatedProject gated = new GatedProject("{role: admin, expires: P7D}");
    private final Project project = gated.project;

    @Test
    void waitsUntilSomebodyElseHasApprovedAndThenRuns() {
        Run run = gated.waiting();
        Approval asked = gated.approval(run);

        assertThat(asked.digest()).isEqualTo(run.specSha256());
        assertThat(asked.change()).contains("+ note: hello");
        assertThat(approvals.inbox(gated.admin)).extracting(Approval::id).contains(asked.id());
        assertThat(approvals.inbox(gated.editor)).isEmpty();
        Approval decided = approvals.decide(gated.admin, project, asked.id(), Verdict.APPROVE, "fine");

        assertThat(decided.state()).isEqualTo(State.APPROVED);
        assertThat(decided.decisions()).extracting(Approval.Decision::by).containsExactly(gated.admin.name());
        assertThat(gated.ended(run).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(gated.types(run))
                .containsSubsequence(
                        "run.queued",
                        "run.admitted",
                        "run.waiting",
                        "approval.decided",
                        "run.running",
                        "approval.passed",
                        "run.succeeded");
        assertThat(approvals.inbox(gated.admin)).isEmpty();
    }

    @Test
    void pinsThePolicyAndTheQuestionIntoTheFirstEvent() {
        Run run = gated.waiting();

        String first = CONTROL.get(RunEvents.class).after(run.id(), 0, 1).get(0).record();

        assertThat(first).contains("\"policy\":{\"sha256\":\"", "\"version\":1", "four-eyes");
        assertThat(run.policyVersion()).isEqualTo(1);
    }

    @Test
    void isPartOfTheEvidenceOfTheRun() {
        Run run = gated.waiting();
        approvals.decide(gated.admin, project, gated.approval(run).id(), Verdict.APPROVE, "read and understood");
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();

        CONTROL.get(EvidenceService.class).write(project, gated.ended(run), bundle);

        assertThat(bundle.toString(StandardCharsets.UTF_8).lines())
                .anySatisfy(record -> assertThat(record)
                        .startsWith("[{")
                        .contains(
                                "\"gate\":\"four-eyes\"",
                                "\"by\":\"" + gated.admin.name() + "\"",
                                "\"reason\":\"read and understood\"",
                                "\"digest\":\"" + run.specSha256() + "\""));
    }

    @Test
    void endsWhenItIsRejected() {
        Run run = gated.waiting();

        approvals.decide(gated.admin, project, gated.approval(run).id(), Verdict.REJECT, "not today");

        Run ended = gated.ended(run);
        assertThat(ended.failureCode()).isEqualTo("APPROVAL_REFUSED");
        assertThat(ended.failureMessage()).contains(gated.admin.name(), "not today");
    }

    @Test
    void showsWhatDiffersFromWhatWasApprovedBefore() {
        Run first = gated.waiting();
        approvals.decide(gated.admin, project, gated.approval(first).id(), Verdict.APPROVE, "fine");
        gated.ended(first);

        assertThat(gated.approval(gated.waiting()).change()).contains("nothing differs");
    }

    /** N8. */
    @Test
    void doesNotLetTheRequesterDecide() {
        Run run = CONTROL.get(RunService.class)
                .require(gated.owner, project, gated.start(gated.owner).id());

        refused(FailureCode.PERMISSION_DENIED, gated.owner, run, "yourself");
    }

    /** N8: also an admin of the whole installation does not decide on what he asked for. */
    @Test
    void doesNotLetAGlobalAdminDecideOnHisOwnRequest() {
        Caller root = Caller.onBehalfOf(CONTROL.user(Role.ADMIN));
        Run run = gated.start(root);

        refused(FailureCode.PERMISSION_DENIED, root, run, "yourself");
        assertThat(approvals
                        .decide(gated.admin, project, gated.approval(run).id(), Verdict.APPROVE, "fine")
                        .state())
                .isEqualTo(State.APPROVED);
    }

    /** N7: the role is looked up when somebody decides, whatever let him in. */
    @Test
    void asksForTheRoleTheGateNames() {
        Run run = gated.waiting();
        refused(FailureCode.PERMISSION_DENIED, gated.member(Role.ENGINEER, MemberRole.EDITOR), run, "ADMIN");
        refused(FailureCode.PERMISSION_DENIED, gated.member(Role.ENGINEER, MemberRole.VIEWER), run, "ADMIN");
        refused(FailureCode.PERMISSION_DENIED, gated.member(Role.SERVICE, MemberRole.ADMIN), run, "person");
        refused(FailureCode.PERMISSION_DENIED, Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)), run, "ADMIN");
        assertThat(gated.approval(run).state()).isEqualTo(State.PENDING);
    }

    /** N8. */
    @Test
    void countsEachPersonOnce() {
        GatedProject two = new GatedProject("{role: editor, approvers: 2}");
        Run run = two.waiting();
        ApprovalService service = approvals;

        assertThat(service.decide(two.admin, two.project, two.approval(run).id(), Verdict.APPROVE, "fine")
                        .state())
                .isEqualTo(State.PENDING);
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() ->
                        service.decide(two.admin, two.project, two.approval(run).id(), Verdict.APPROVE, "again"))
                .satisfies(twice -> assertThat(twice.code()).isEqualTo(FailureCode.CONFLICT));
        assertThat(service.decide(two.owner, two.project, two.approval(run).id(), Verdict.APPROVE, "me too")
                        .state())
                .isEqualTo(State.APPROVED);
        assertThat(two.ended(run).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void takesOneOfManyDecisionsOfOnePersonAtOnce() {
        Approval asked = gated.approval(gated.start(gated.editor));

        long taken = IntStream.range(0, 20)
                .parallel()
                .filter(n -> {
                    try {
                        Verdict verdict = n % 2 == 0 ? Verdict.APPROVE : Verdict.REJECT;
                        approvals.decide(gated.admin, project, asked.id(), verdict, "number " + n);
                        return true;
                    } catch (WorkbenchException late) {
                        return false;
                    }
                })
                .count();

        assertThat(taken).isOne();
        assertThat(approvals.require(project, asked.id()).decisions()).hasSize(1);
    }

    /** N8. */
    @Test
    void isOverWhenItsTimeIs() {
        Run run = gated.waiting();
        owner.sql("update ops.approvals set expires_at = now() - interval '1 second' where run_id = ?")
                .param(run.id())
                .update();

        refused(FailureCode.CONFLICT, gated.admin, run, "ended at");

        assertThat(gated.approval(run).state()).isEqualTo(State.EXPIRED);
        CONTROL.get(RunDispatcher.class).wakeWaiting();
        assertThat(gated.ended(run).failureMessage()).contains("Nobody approved");
    }

    /** N8. */
    @Test
    void cannotBeDecidedOnceItIsDecided() {
        Run run = gated.waiting();
        Caller another = gated.member(Role.ENGINEER, MemberRole.ADMIN);
        approvals.decide(gated.admin, project, gated.approval(run).id(), Verdict.REJECT, "no");

        refused(FailureCode.CONFLICT, another, run, "REJECTED");
    }

    @Test
    void needsAReason() {
        Run run = gated.waiting();
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> approvals.decide(
                        gated.admin, project, gated.approval(run).id(), Verdict.APPROVE, " "))
                .satisfies(mute -> assertThat(mute.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }

    @Test
    void nobodyDecidesOnWhatWasCancelled() {
        Run run = gated.waiting();
        CONTROL.get(RunService.class).cancel(gated.editor, project, run, "changed my mind");

        assertThat(gated.ended(run).state()).isEqualTo(RunState.CANCELLED);
        assertThat(gated.approval(run).state()).isEqualTo(State.CANCELLED);
        refused(FailureCode.CONFLICT, gated.admin, run, "CANCELLED");
    }

    @Test
    void refusesARunThatIsNotWhatWasApproved() {
        Run run = gated.waiting();
        owner.sql("update ops.approvals set digest = ? where run_id = ?")
                .params("0".repeat(64), run.id())
                .update();

        approvals.decide(gated.admin, project, gated.approval(run).id(), Verdict.APPROVE, "fine");

        Run ended = gated.ended(run);
        assertThat(ended.failureCode()).isEqualTo("APPROVAL_REFUSED");
        assertThat(ended.failureMessage()).contains("no longer what was approved");
    }

    @Test
    void holdsNoPlaceWhileItWaits() {
        CONTROL.get(ProjectService.class).setMaxRuns(project, 1);
        Run first = gated.waiting();

        Run second = gated.waiting();

        assertThat(first.id()).isNotEqualTo(second.id());
    }

    @Test
    void hearsOfADecisionWhoseWordWasLost() {
        Run run = gated.waiting();
        owner.sql("select ops.decide_approval(?, ?, ?, 'APPROVE', 'fine')")
                .params(gated.approval(run).id(), gated.admin.userId(), gated.admin.name())
                .query((row, n) -> 0)
                .list();

        CONTROL.get(RunDispatcher.class).wakeWaiting();

        assertThat(gated.ended(run).state()).isEqualTo(RunState.SUCCEEDED);
    }

    /** A run that says it is gated and about which nobody was asked must not run. */
    @Test
    void takesNoQuestionForNoAnswer() {
        Run run = gated.waiting();
        owner.sql("delete from ops.approvals where run_id = ?").param(run.id()).update();

        ApprovalStanding standing = CONTROL.get(WaitingRuns.class).await(run.id(), "start");

        assertThat(standing.state()).isEqualTo(ApprovalStanding.State.REFUSED);
    }

    private void refused(FailureCode code, Caller caller, Run run, String why) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() ->
                        approvals.decide(caller, project, gated.approval(run).id(), Verdict.APPROVE, "because"))
                .withMessageContaining(why)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
