package io.workbenchx.workflows.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.workbenchx.workflows.app.AppProgress.Phase;
import io.workbenchx.workflows.app.AppResult.Ending;
import io.workbenchx.workflows.replica.HealthCheck;
import io.workbenchx.workflows.replica.ReplicaLife;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.TestEngine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AppWorkflowTest {

    private static final RunContext FIRST = context(1);
    private static final RunContext SECOND = context(2);

    private final FakeApps apps = new FakeApps();

    @RegisterExtension
    final TestEngine engine = TestEngine.hosting(AppWorkflowImpl.class, AppReplicaWorkflowImpl.class)
            .with(TaskQueues.WORKBENCH, apps)
            .with(TaskQueues.runners("h1"), apps);

    @Test
    void startsReplicasOneAfterTheOtherAndTakesTheTrafficWhenAllAreHealthy() throws Exception {
        WorkflowStub app = engine.start(FIRST, spec(3, null, null));
        await(app, "it serves", () -> phase(app) == Phase.SERVING);

        assertThat(apps.happened).containsSubsequence("started 0", "started 1", "started 2", "routed");
        app.signal("stop");
        assertThat(app.getResult(AppResult.class)).isEqualTo(new AppResult("hello", 7, Ending.STOPPED, null, 0));
        assertThat(apps.outcomes.get(FIRST.runId()).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(apps.happened).containsSubsequence("closed", "drained", "stopped 0", "ended STOPPED");
        engine.keepHistory(FIRST, "stopped");
    }

    @Test
    void replacesWhatServedWhichDrainsAndEnds() {
        WorkflowStub old = engine.start(FIRST, spec(1, null, null));
        await(old, "the first serves", () -> phase(old) == Phase.SERVING);
        WorkflowStub next = engine.start(SECOND, spec(1, null, null));

        AppResult result = old.getResult(AppResult.class);
        assertThat(result.ending()).isEqualTo(Ending.REPLACED);
        assertThat(result.replacedBy()).isEqualTo(SECOND.runId());
        assertThat(apps.active).isEqualTo(SECOND.runId());
        assertThat(apps.happened).containsSubsequence("routed", "started 0", "routed", "drained", "stopped 0");
        next.signal("stop");
        next.getResult(AppResult.class);
    }

    @Test
    void aReleaseThatCrashesInALoopFailsOnceAndTheOldOneStays() {
        WorkflowStub old = engine.start(FIRST, spec(1, null, null));
        await(old, "the first serves", () -> phase(old) == Phase.SERVING);
        apps.healthyFromStart = 99;

        WorkflowStub broken = engine.start(SECOND, spec(2, null, null));

        assertThatThrownBy(() -> broken.getResult(AppResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(apps.outcomes.get(SECOND.runId()).code()).isEqualTo(FailureCode.UNHEALTHY);
        assertThat(apps.outcomes.get(SECOND.runId()).message()).contains("hello, release 7", "no such file");
        assertThat(apps.active).isEqualTo(FIRST.runId());
        assertThat(apps.starts).hasSize(1 + ReplicaLife.TRIES);
        old.signal("stop");
        old.getResult(AppResult.class);
    }

    @Test
    void sleepsWhenNobodyUsesItAndWakesWhenSomebodyDoes() throws Exception {
        apps.open = 1;
        WorkflowStub app = engine.start(FIRST, spec(2, Duration.ofSeconds(10), null));
        await(app, "it serves", () -> phase(app) == Phase.SERVING);
        await(app, "it was looked after", () -> apps.asked >= 3);
        assertThat(phase(app)).as("with a connection").isEqualTo(Phase.SERVING);

        apps.lastRequest = engine.now();
        apps.open = 0;
        Instant quiet = apps.lastRequest;
        await(app, "it sleeps", () -> phase(app) == Phase.ASLEEP && apps.happened.contains("released 1"));
        assertThat(engine.now()).isAfterOrEqualTo(quiet.plusSeconds(10));
        assertThat(apps.happened).containsSubsequence("asleep", "drained", "stopped 0");

        app.signal("wake");
        await(app, "it serves again", () -> phase(app) == Phase.SERVING && healthy(app) == 2);
        app.signal("stop");
        assertThat(app.getResult(AppResult.class).ending()).isEqualTo(Ending.STOPPED);
        assertThat(apps.starts).containsExactlyInAnyOrder(0, 1, 0, 1);
        engine.keepHistory(FIRST, "slept");
    }

    @Test
    void startsACrashedReplicaAgainAndFollowsIt() {
        WorkflowStub app = engine.start(FIRST, spec(1, null, null));
        await(app, "it serves", () -> phase(app) == Phase.SERVING);

        apps.end(0, "killed by signal 9");
        await(app, "it is healthy again", () -> healthy(app) == 1 && restarts(app) == 1);

        app.signal("stop");
        assertThat(app.getResult(AppResult.class).restarts()).isEqualTo(1);
        assertThat(apps.happened).containsSubsequence("routed", "followed", "started 0", "followed");
    }

    @Test
    void isGivenUpAfterAsManyCrashesAsItsSpecAllows() throws Exception {
        WorkflowStub app = engine.start(FIRST, spec(1, null, 2));
        await(app, "it serves", () -> phase(app) == Phase.SERVING);

        apps.end(0, "killed by signal 9");
        apps.end(0, "killed by signal 11");

        assertThatThrownBy(() -> app.getResult(AppResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(apps.outcomes.get(FIRST.runId()).message()).contains("crashed 2 times", "signal 11");
        assertThat(apps.active).isNull();
        assertThat(apps.happened).endsWith("ended FAILED");
        engine.keepHistory(FIRST, "crashed");
    }

    @Test
    void closesBeforeItStopsWhenCancelledInItsSleepToo() {
        WorkflowStub app = engine.start(FIRST, spec(1, null, null));
        await(app, "it serves", () -> phase(app) == Phase.SERVING);
        app.signal("sleep");
        await(app, "it sleeps", () -> apps.happened.contains("released 0"));

        app.cancel();

        assertThatThrownBy(() -> app.getResult(AppResult.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(apps.outcomes.get(FIRST.runId()).state()).isEqualTo(RunState.CANCELLED);
        assertThat(apps.happened).containsSubsequence("asleep", "stopped 0", "closed", "ended CANCELLED");
    }

    private static RunContext context(int number) {
        RunContext any = TestEngine.context(RunKind.APP);
        UUID id = UUID.fromString("01900000-0000-7000-8000-00000000000" + number);
        return new RunContext(id, any.projectId(), any.project(), any.kind(), any.actor(), any.attempt());
    }

    static AppSpec spec(int replicas, @Nullable Duration sleepAfter, @Nullable Integer mostCrashes) {
        String digest = "ab".repeat(32);
        return new AppSpec(
                "hello",
                "0123456789abcdef0123456789abcdef01234567",
                "",
                AppSpec.Framework.FLASK,
                List.of("/runtime/bin/python", "app.py"),
                null,
                new HealthCheck("/healthz", false),
                new AppSpec.RuntimeBinding(
                        UUID.fromString("01900000-0000-7000-8000-00000000000b"), "apps", "sha256:" + digest, digest),
                replicas,
                256L << 20,
                64,
                Map.of(),
                Map.of(),
                "MEMBERS",
                Duration.ofSeconds(30),
                sleepAfter,
                mostCrashes);
    }

    private static AppProgress progress(WorkflowStub app) {
        return app.query("progress", AppProgress.class);
    }

    private static Phase phase(WorkflowStub app) {
        return progress(app).phase();
    }

    private static long healthy(WorkflowStub app) {
        return progress(app).replicas().stream()
                .filter(report -> report.healthy())
                .count();
    }

    private static int restarts(WorkflowStub app) {
        return progress(app).replicas().stream()
                .mapToInt(report -> report.restarts())
                .sum();
    }

    /** Time passes meanwhile: pauses between starts are over soon. */
    private void await(WorkflowStub app, String what, BooleanSupplier condition) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now())
                    .as(what + "; " + progress(app) + "; so far: " + apps.happened)
                    .isBefore(deadline);
            engine.skip(Duration.ofMillis(100));
        }
    }
}
