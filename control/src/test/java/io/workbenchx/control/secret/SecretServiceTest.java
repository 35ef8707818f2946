package io.workbenchx.control.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Secrets as people and runs handle them. */
class SecretServiceTest {

    private static final ControlContext CONTROL = ControlContext.shared();
    private static final String VALUE = "correct horse battery staple";

    private final Caller caller = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
    private final Project project = CONTROL.project(caller);
    private final SecretService secrets = CONTROL.get(SecretService.class);
    private final RunSecrets runSecrets = CONTROL.get(RunSecrets.class);

    @Test
    void listsWhatMayBeKnown() {
        Secret first = secrets.set(caller, project, "token", VALUE);
        Caller other = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
        secrets.set(other, project, "token", VALUE + "!");

        Secret now = secrets.list(project).get(0);

        assertThat(first.version()).isOne();
        assertThat(now.version()).isEqualTo(2);
        assertThat(now.createdBy()).isEqualTo(caller.name());
        assertThat(now.updatedBy()).isEqualTo(other.name());
        assertThat(now.createdAt()).isEqualTo(first.createdAt());
        assertThat(now.toString()).doesNotContain("horse");
    }

    @Test
    void refusesNamesAndValuesThatCannotBe() {
        refused(FailureCode.SPEC_INVALID, "name", () -> secrets.set(caller, project, "../x", VALUE));
        refused(FailureCode.SPEC_INVALID, "6 characters", () -> secrets.set(caller, project, "token", "hunt2"));
        assertThat(secrets.list(project)).isEmpty();
    }

    @Test
    void namesTheSecretThatIsMissing() {
        secrets.set(caller, project, "token", VALUE);

        secrets.requireAll(project, List.of("token"));
        refused(FailureCode.SECRET_UNKNOWN, "other", () -> secrets.requireAll(project, List.of("token", "other")));
        refused(
                FailureCode.SECRET_UNKNOWN,
                "token",
                () -> secrets.requireAll(CONTROL.project(caller), List.of("token")));
    }

    @Test
    void givesARunTheNewestVersionAndKeepsToIt() {
        Run row = runningRun();
        RunContext run = context(row.id());
        secrets.set(caller, project, "token", VALUE);

        assertThat(runSecrets.give(run, Map.of("API_TOKEN", "token"))).isEqualTo(Map.of("API_TOKEN", VALUE));
        secrets.set(caller, project, "token", "another value");

        // What was handed out is what is masked, also by a worker that comes later.
        assertThat(runSecrets.mask(run).mask("<" + VALUE + "> <another value>")).isEqualTo("<***> <another value>");
        assertThat(runSecrets.onRecord(run)).isEqualTo(Map.of("API_TOKEN", "token@1"));
        assertThat(runSecrets.give(run, Map.of("API_TOKEN", "token"))).isEqualTo(Map.of("API_TOKEN", VALUE));
    }

    @Test
    void doesNotDeleteWhatARunHolds() {
        secrets.set(caller, project, "token", VALUE);
        Run row = runningRun();
        runSecrets.give(context(row.id()), Map.of("API_TOKEN", "token"));

        refused(FailureCode.CONFLICT, row.id().toString(), () -> secrets.delete(caller, project, "token"));
        CONTROL.get(RunRecorder.class).finish(row.id(), caller.name(), RunOutcome.succeeded(null));
        secrets.delete(caller, project, "token");

        assertThat(secrets.list(project)).isEmpty();
        refused(FailureCode.NOT_FOUND, "token", () -> secrets.delete(caller, project, "token"));
    }

    @Test
    void aRunWhoseSecretIsGoneSaysSoAndPassesNothingOn() {
        secrets.set(caller, project, "token", VALUE);
        Run row = runningRun();
        runSecrets.give(context(row.id()), Map.of("API_TOKEN", "token"));
        CONTROL.get(io.workbenchx.providers.secret.SecretStore.class).delete(project.id(), "token");

        refused(FailureCode.SECRET_UNKNOWN, "token", () -> runSecrets.mask(context(row.id())));
    }

    /** A run that stays RUNNING: of a service, which nobody takes up here. */
    private Run runningRun() {
        Run run = CONTROL.get(RunService.class)
                .start(
                        caller,
                        project,
                        StartRun.of(
                                RunKind.TRACKING,
                                JsonMapper.builder().build().readTree("{\"experiment\":\"x\"}"),
                                UUID.randomUUID().toString()));
        assertThat(run.failureCode()).isNull();
        return run;
    }

    private RunContext context(UUID run) {
        return new RunContext(run, project.id(), project.name(), RunKind.TRACKING, caller.name(), 1);
    }

    private static void refused(FailureCode code, String says, Runnable call) {
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(call::run)
                .withMessageContaining(says)
                .withMessageNotContaining("horse")
                .withMessageNotContaining("hunt2")
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
