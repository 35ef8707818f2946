package io.workbenchx.control.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.approval.Approval.Verdict;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.approval.ApprovalStanding;
import io.workbenchx.workflows.run.RunKind;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A deployment that was approved, and what happened to its subject before it went on. */
class ChangedSubjectTest {

    private static final ControlContext CONTROL = GatedProject.CONTROL;
    private static final String FILE = "cd".repeat(32);

    private final WaitingRuns waiting = CONTROL.get(WaitingRuns.class);
    private final JdbcClient database = JdbcClient.create(TestDatabase.workbench());
    private final GatedProject gated = new GatedProject("{role: admin}");
    private final String runtime =
            "sha256:" + UUID.randomUUID().toString().replace("-", "").repeat(2);
    private Run run;

    @BeforeEach
    void deploy() {
        gated.policy("""
                version: 1
                gates:
                  - {name: production, action: deployment, require: {promoted: true, approval: {role: admin}}}
                """);
        database.sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, created_by) values (?, ?, 'ENVIRONMENT', ?, 'APPROVED', ?, ?)
                        """)
                .params(
                        UuidCreator.getTimeOrderedEpoch(),
                        "t" + runtime.substring(7, 15),
                        runtime,
                        FILE,
                        gated.owner.userId())
                .update();
        database.sql("insert into ops.models (project_id, name) values (?, 'churn')")
                .param(gated.project.id())
                .update();
        database.sql("""
                        insert into ops.model_versions (project_id, name, version, state, digest) values (?, 'churn', 1, 'READY', ?)
                        """).params(gated.project.id(), FILE).update();
        database.sql("update ops.model_versions set promoted_at = now() where project_id = ?")
                .param(gated.project.id())
                .update();
        database.sql("""
                        insert into ops.model_version_artifacts (project_id, name, version, path, sha256, bytes, media_type)
                        values (?, 'churn', 1, 'model.onnx', ?, 5, 'application/octet-stream')
                        """).params(gated.project.id(), FILE).update();
        run = CONTROL.get(RunService.class)
                .start(
                        gated.editor,
                        gated.project,
                        StartRun.of(
                                RunKind.DEPLOYMENT,
                                CONTROL.get(CanonicalJson.class)
                                        .tree(Map.of("model", "churn", "version", 1, "runtime", runtime)),
                                UUID.randomUUID().toString()));
        assertThat(run.refused()).as(run.failureMessage()).isFalse();
        CONTROL.get(ApprovalService.class)
                .decide(gated.admin, gated.project, gated.approval(run).id(), Verdict.APPROVE, "reviewed");
    }

    @Test
    void goesOnWhenNothingHasChanged() {
        assertThat(resume().state()).isEqualTo(ApprovalStanding.State.APPROVED);
        assertThat(gated.types(run)).contains("run.running", "approval.passed");
    }

    @Test
    void isRefusedWhenItsRuntimeWasRevoked() {
        database.sql("update ops.runtimes set state = 'REVOKED' where digest = ?")
                .param(runtime)
                .update();

        assertThat(resume().state()).isEqualTo(ApprovalStanding.State.REFUSED);
        assertThat(resume().message()).contains("REVOKED");
    }

    @Test
    void isRefusedWhenTheModelVersionIsGone() {
        database.sql("update ops.model_versions set deleted_at = now() where project_id = ?")
                .param(gated.project.id())
                .update();

        assertThat(resume().state()).isEqualTo(ApprovalStanding.State.REFUSED);
    }

    @Test
    void isRefusedWhenTheVersionIsNoLongerPromoted() {
        database.sql("update ops.model_versions set promoted_at = null where project_id = ?")
                .param(gated.project.id())
                .update();

        assertThat(resume().message()).contains("gates.production.promoted");
    }

    /** A service that passed its gate is not stopped by it when its workflow continues as new. */
    @Test
    void isAskedOnceOnly() {
        resume();
        database.sql("update ops.runtimes set state = 'REVOKED' where digest = ?")
                .param(runtime)
                .update();

        assertThat(resume().state()).isEqualTo(ApprovalStanding.State.APPROVED);
    }

    private ApprovalStanding resume() {
        return waiting.resume(run.id(), "start");
    }
}
