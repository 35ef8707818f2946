package io.workbenchx.control.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunLogs;
import io.workbenchx.workflows.deployment.DeploymentResult.Ending;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.EndpointStanding;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Routes, replicas and usage in a real database. */
class EndpointRecordsTest {

    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    static Path home;

    private static ControlContext control;

    private final EndpointService endpoints = control.get(EndpointService.class);
    private final ReplicaRecords replicas = control.get(ReplicaRecords.class);
    private final JdbcClient jdbc = control.get(JdbcClient.class);
    private final Caller caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final Project project = control.project(caller);
    private final UUID runtime = UuidCreator.getTimeOrderedEpoch();

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @BeforeEach
    void makeRuntime() {
        jdbc.sql(
                        "insert into ops.runtimes (id, name, kind, digest, state, created_by) values (?, 'tabular', 'ENVIRONMENT', ?, 'APPROVED', ?)")
                .params(
                        runtime,
                        "sha256:"
                                + UUID.randomUUID().toString().replace("-", "").repeat(2),
                        caller.userId())
                .update();
    }

    private RunContext run() {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'deployment', '{}', ?, '', ?, 'ana',
                          ?, '', 3, true, array['CPU_SECONDS'], array[10::numeric], null, null, null, null, true, '{}')
                        """)
                .params(id, project.id(), "0".repeat(64), caller.userId(), id.toString())
                .query(String.class)
                .single();
        return new RunContext(id, project.id(), project.name(), RunKind.DEPLOYMENT, "ana", 1);
    }

    private DeploymentSpec spec() {
        return new DeploymentSpec(
                "churn",
                "churn-model",
                3,
                DIGEST,
                null,
                List.of(new DeploymentSpec.ModelFile("model.onnx", DIGEST, 5)),
                new DeploymentSpec.RuntimeBinding(runtime, "tabular", "sha256:" + DIGEST, DIGEST),
                2,
                512L << 20,
                64,
                Duration.ZERO);
    }

    private RunContext opened() {
        RunContext run = run();
        endpoints.open(run, spec());
        return run;
    }

    private void finish(RunContext run) {
        jdbc.sql("select ops.finish_run(?, 'ana', 'FAILED', null, null, null, '{}')")
                .param(run.runId())
                .query(String.class)
                .single();
    }

    private EndpointView view() {
        return endpoints.require(project, "churn");
    }

    private List<String> events(RunContext run) {
        return control.get(RunEvents.class).after(run.runId(), 0, 100).stream()
                .map(RunEvents.Event::type)
                .toList();
    }

    @Test
    void theTrafficMovesFromTheOlderToTheNewerRequest() {
        RunContext first = opened();
        assertThat(view().state()).isEqualTo(EndpointView.State.STARTING);
        assertThat(endpoints.switchTo(first, spec()).predecessors()).isEmpty();

        RunContext second = opened();
        EndpointStanding standing = endpoints.switchTo(second, spec());

        assertThat(standing.predecessors()).containsExactly(first.runId());
        assertThat(standing.successor()).isNull();
        assertThat(view().run()).isEqualTo(second.runId());
        assertThat(events(second)).contains("route.switched");
        EndpointStanding late = endpoints.switchTo(first, spec());
        assertThat(late.successor()).isEqualTo(second.runId());
        assertThat(late.served()).isTrue();
        assertThat(view().run()).isEqualTo(second.runId());
    }

    @Test
    void switchingAgainChangesNothingButStillNamesWhoIsToBeTold() {
        RunContext first = opened();
        endpoints.switchTo(first, spec());
        RunContext second = opened();
        endpoints.switchTo(second, spec());

        assertThat(endpoints.switchTo(second, spec()).predecessors()).containsExactly(first.runId());

        endpoints.close(first, spec());
        endpoints.end(first, Ending.REPLACED);
        assertThat(endpoints.switchTo(second, spec()).predecessors()).isEmpty();
        assertThat(events(second)).containsOnlyOnce("route.switched");
        assertThat(view().run()).isEqualTo(second.runId());
    }

    @Test
    void aRunThatHasEndedIsNobodysSuccessor() {
        RunContext first = opened();
        RunContext second = opened();
        endpoints.switchTo(second, spec());
        assertThat(endpoints.open(first, spec()).successor()).isEqualTo(second.runId());

        finish(second);

        assertThat(endpoints.switchTo(first, spec()).successor()).isNull();
        assertThat(view().run()).isEqualTo(first.runId());
    }

    @Test
    void closingTakesTheTrafficOnlyFromTheRunThatHasIt() {
        RunContext first = opened();
        endpoints.switchTo(first, spec());
        RunContext second = opened();
        endpoints.switchTo(second, spec());

        endpoints.close(first, spec());
        assertThat(view().run()).isEqualTo(second.runId());
        assertThat(events(first)).doesNotContain("route.closed");

        endpoints.close(second, spec());
        endpoints.close(second, spec());
        assertThat(view().state()).isEqualTo(EndpointView.State.STOPPED);
        assertThat(events(second)).containsOnlyOnce("route.closed");
    }

    @Test
    void concurrentSwitchesLeaveTheNewestRouted() throws Exception {
        List<RunContext> runs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            runs.add(opened());
        }
        ExecutorService many = Executors.newFixedThreadPool(12);
        try {
            many.invokeAll(runs.stream()
                            .<Callable<EndpointStanding>>map(run -> () -> endpoints.switchTo(run, spec()))
                            .toList())
                    .forEach(done -> assertThat(done).succeedsWithin(Duration.ofSeconds(60)));
        } finally {
            many.shutdownNow();
        }
        assertThat(view().run()).isEqualTo(runs.get(11).runId());
    }

    @Test
    void endpointsAreNotSeenFromOtherProjects() {
        endpoints.switchTo(opened(), spec());
        Project other = control.project(caller);
        assertThat(endpoints.list(other)).isEmpty();
        assertThatThrownBy(() -> endpoints.require(other, "churn")).isInstanceOf(WorkbenchException.class);
        assertThat(endpoints.list(project)).extracting(EndpointView::name).containsExactly("churn");
    }

    @Test
    void onlyHealthyReplicasOfTheRoutedRunGetRequests() {
        RunContext run = opened();
        ReplicaProcess zero = new ReplicaProcess(0, "h1", 1);
        ReplicaProcess one = new ReplicaProcess(1, "h1", 1);
        replicas.started(run, zero);
        replicas.started(run, one);
        replicas.healthy(run, zero, Path.of("/run/0.sock"), 7);
        assertThat(route().run()).isNull();

        endpoints.switchTo(run, spec());
        assertThat(route().replicas()).containsExactly(new Route.Upstream(0, "h1", "/run/0.sock", 7));
        replicas.healthy(run, one, Path.of("/run/1.sock"), 8);
        assertThat(route().replicas()).hasSize(2);
        assertThat(view().healthy()).isEqualTo(2);

        replicas.changed(run, zero, ReplicaRecords.State.UNHEALTHY, "slow");
        replicas.changed(run, one, ReplicaRecords.State.EXITED, "gone");
        assertThat(route().replicas()).isEmpty();
        assertThat(view().state()).isEqualTo(EndpointView.State.DOWN);
    }

    private Route route() {
        return control.get(Routes.class).current().stream()
                .filter(route -> route.projectId().equals(project.id()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void wordsAboutAnEarlierProcessChangeNothing() {
        RunContext run = opened();
        endpoints.switchTo(run, spec());
        ReplicaProcess first = new ReplicaProcess(0, "h1", 1);
        ReplicaProcess second = new ReplicaProcess(0, "h1", 2);
        replicas.started(run, first);
        replicas.started(run, first);
        replicas.started(run, second);
        replicas.healthy(run, second, Path.of("/run/2.sock"), 7);

        replicas.healthy(run, first, Path.of("/run/1.sock"), 7);
        replicas.changed(run, first, ReplicaRecords.State.EXITED, "late");

        assertThat(route().replicas()).extracting(Route.Upstream::socket).containsExactly("/run/2.sock");
        assertThat(jdbc.sql("select restarts from ops.replicas where run_id = ?")
                        .param(run.runId())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void outputOfAllReplicasGoesToOneLogOnce() {
        RunContext run = opened();
        ReplicaProcess zero = new ReplicaProcess(0, "h1", 1);
        ReplicaProcess one = new ReplicaProcess(1, "h1", 1);
        replicas.started(run, zero);
        replicas.started(run, one);

        replicas.appendLog(run, zero, 0, 2, bytes("a\n"));
        replicas.appendLog(run, one, 0, 2, bytes("b\n"));
        replicas.appendLog(run, zero, 0, 2, bytes("a\n"));
        replicas.appendLog(run, zero, 2, 4, bytes("c\n"));

        byte[] log = control.get(RunLogs.class).read(run.runId(), 0, 100).content();
        assertThat(new String(log, StandardCharsets.UTF_8)).isEqualTo("a\nb\nc\n");
        assertThat(replicas.logOffset(run, zero)).isEqualTo(4);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void usageAddsUpAndGoesOnRecordOncePerKey() {
        RunContext run = opened();
        endpoints.switchTo(run, spec());
        EndpointUsage usage = control.get(EndpointUsage.class);
        long[] latency = new long[LatencyHistogram.BUCKETS];
        latency[LatencyHistogram.bucket(Duration.ofMillis(1).toNanos())] = 9;
        latency[LatencyHistogram.bucket(Duration.ofMillis(100).toNanos())] = 1;
        EndpointUsage.Delta delta =
                new EndpointUsage.Delta(route().endpointId(), run.runId(), project.id(), 10, 1, 2, latency);

        usage.add(List.of(delta));
        usage.add(List.of(delta));

        EndpointView.Usage total = view().usage();
        assertThat(total.requests()).isEqualTo(20);
        assertThat(total.errors()).isEqualTo(2);
        assertThat(total.refused()).isEqualTo(4);
        assertThat(total.p50Millis()).isBetween(1.0, 1.2);
        assertThat(total.p95Millis()).isBetween(100.0, 120.0);

        EndpointUsage.Period period = new EndpointUsage.Period(
                run.runId(), Instant.EPOCH, Instant.now(), 10, 1, 2, latency, Map.of("ana", 10L));
        finish(run);
        usage.record("front-door", "usage/x/1", period);
        usage.record("front-door", "usage/x/1", period);
        usage.record("front-door", "usage/x/2", period);
        assertThat(events(run).stream().filter("endpoint.usage"::equals)).hasSize(2);
    }
}
