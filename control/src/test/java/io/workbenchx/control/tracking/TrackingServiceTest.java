package io.workbenchx.control.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.tracking.ClientRuns.NewRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrackingServiceTest {

    private final TrackingFixture fixture = new TrackingFixture();
    private final TrackingService tracking = fixture.tracking;
    private final ClientRuns clients = fixture.clients;
    private final Project project = fixture.project;

    @Test
    void opensARunOnceUnderItsExperiment() {
        UUID run = fixture.admit(project, "training");

        TrackedRun opened = tracking.open(project.id(), run, "wine", null, "ana");
        TrackedRun again = tracking.open(project.id(), run, "wine", "other", "bob");

        assertThat(again).isEqualTo(opened);
        assertThat(opened.status()).isEqualTo("RUNNING");
        assertThat(opened.name()).isNotBlank();
        assertThat(opened.artifactUri())
                .isEqualTo("mlflow-artifacts:/" + opened.experimentId() + "/" + run + "/artifacts");
        assertThat(fixture.data.read(fixture.ana, project, run).tags()).containsEntry("mlflow.user", "ana");
    }

    @Test
    void makesARunForAClientOutside() {
        TrackedRun run = clients.create(
                fixture.ana, project, new NewRun("0", "mine", "ana", 1700L, Map.of("mlflow.parentRunId", "x")));

        assertThat(run.external()).isTrue();
        assertThat(run.startMs()).isEqualTo(1700);
        assertThat(run.name()).isEqualTo("mine");
        assertThat(fixture.data.read(fixture.ana, project, run.runId()).tags())
                .containsEntry("mlflow.parentRunId", "x")
                .containsEntry("mlflow.runName", "mine");
    }

    @Test
    void letsAnOutsideClientEndItsRunAndTakeItUpAgain() {
        UUID run = external();

        clients.update(fixture.ana, project, run, "FINISHED", 99L, null);
        TrackedRun resumed = clients.update(fixture.ana, project, run, "RUNNING", null, null);

        assertThat(resumed.ended()).isTrue();
        assertThat(resumed.status()).isEqualTo("RUNNING");
        fixture.data.log(fixture.ana, project, run, RunBatch.ofParams(Map.of("late", "yes")));
    }

    @Test
    void showsAnOutsideRunThatWasCancelledAsKilled() {
        UUID run = external();

        fixture.finish(run, "CANCELLED");

        assertThat(fixture.access.readable(fixture.ana, project, run).status()).isEqualTo("KILLED");
        assertThat(fixture.access.readable(fixture.ana, project, run).endMs()).isNotNull();
    }

    @Test
    void believesTheRunMoreThanItsScript() {
        UUID run = fixture.training("wine");
        Caller token = fixture.token(run);

        clients.update(token, project, run, "FINISHED", null, null);
        assertThat(fixture.access.readable(token, project, run).status()).isEqualTo("FINISHED");
        fixture.finish(run, "FAILED");

        assertThat(fixture.access.readable(fixture.ana, project, run).status()).isEqualTo("FAILED");
    }

    @Test
    void sealsWhatAJobLoggedWhenItHasEnded() {
        UUID run = fixture.training("wine");
        fixture.finish(run, "SUCCEEDED");
        RunBatch batch = RunBatch.ofMetrics(List.of(MetricPoint.of("a", 1, 1, 1)));

        refused(FailureCode.CONFLICT, () -> fixture.data.log(fixture.ana, project, run, batch));
        refused(FailureCode.CONFLICT, () -> clients.update(fixture.ana, project, run, "RUNNING", null, null));
        refused(FailureCode.CONFLICT, () -> fixture.data.deleteTag(fixture.ana, project, run, "mlflow.user"));
    }

    @Test
    void keepsARunTokenToItsOwnRunAndExperiment() {
        UUID mine = fixture.training("mine");
        UUID other = fixture.training("other");
        Caller token = fixture.token(mine);
        String experiment = fixture.access.readable(fixture.ana, project, other).experimentId();

        refused(FailureCode.NOT_FOUND, () -> fixture.data.read(token, project, other));
        refused(FailureCode.NOT_FOUND, () -> clients.update(token, project, other, "KILLED", null, null));
        refused(FailureCode.NOT_FOUND, () -> fixture.experiments.get(token, project, experiment));
        refused(FailureCode.PERMISSION_DENIED, () -> fixture.experiments.create(token, project, "new", Map.of()));
        refused(
                FailureCode.PERMISSION_DENIED,
                () -> clients.create(token, project, new NewRun("0", null, "x", null, Map.of())));
        assertThat(fixture.experiments.byName(token, project, "other")).isEmpty();
        assertThat(fixture.experiments.byName(token, project, "mine")).isPresent();
    }

    @Test
    void doesNotKnowRunsOfOtherProjects() {
        UUID run = fixture.training("mine");
        Project foreign = fixture.project();
        Caller stranger = new Caller(foreign.createdBy(), "bob", fixture.ana.role(), null, null, null);

        refused(FailureCode.NOT_FOUND, () -> fixture.data.read(stranger, foreign, run));
        refused(
                FailureCode.NOT_FOUND,
                () -> fixture.data.log(stranger, foreign, run, RunBatch.ofParams(Map.of("a", "b"))));
        refused(FailureCode.NOT_FOUND, () -> tracking.setDeleted(stranger, foreign, run, true));
    }

    @Test
    void refusesWritesToADeletedRun() {
        UUID run = external();
        tracking.setDeleted(fixture.ana, project, run, true);

        refused(
                FailureCode.SPEC_INVALID,
                () -> fixture.data.log(fixture.ana, project, run, RunBatch.ofParams(Map.of("a", "b"))));
        tracking.setDeleted(fixture.ana, project, run, false);
        fixture.data.log(fixture.ana, project, run, RunBatch.ofParams(Map.of("a", "b")));
    }

    @Test
    void refusesAStatusThatDoesNotExist() {
        UUID run = external();

        refused(FailureCode.SPEC_INVALID, () -> clients.update(fixture.ana, project, run, "DONE", null, null));
    }

    private UUID external() {
        return clients.create(fixture.ana, project, new NewRun("0", null, "ana", null, Map.of()))
                .runId();
    }

    private static void refused(FailureCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        WorkbenchException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
