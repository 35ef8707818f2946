package io.workbenchx.control.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.app.AppView.State;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.replica.ReplicaRecords;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteState;
import io.workbenchx.control.site.Sites;
import io.workbenchx.workflows.app.AppResult.Ending;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.app.AppStanding;
import io.workbenchx.workflows.replica.HealthCheck;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Apps, releases and their traffic in a real database. */
class AppTrafficTest {

    private static final String DIGEST = "ab".repeat(32);

    @TempDir
    static Path home;

    private static ControlContext control;

    private final AppTraffic traffic = control.get(AppTraffic.class);
    private final AppService apps = control.get(AppService.class);
    private final ReplicaRecords replicas = control.get(ReplicaRecords.class);
    private final Sites sites = control.get(Sites.class);
    private final JdbcClient jdbc = control.get(JdbcClient.class);
    private final Caller caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
    private final Project project = control.project(caller);

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    private RunContext run(AppSpec spec) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        String text = control.get(CanonicalJson.class).write(spec);
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'app', ?, ?, '', ?, 'ana',
                          ?, '', 3, true, array['CPU_SECONDS'], array[10::numeric], null, null, null, null, true, '{}')
                        """)
                .params(id, project.id(), text, CanonicalJson.sha256(text), caller.userId(), id.toString())
                .query(String.class)
                .single();
        return new RunContext(id, project.id(), project.name(), RunKind.APP, "ana", 1);
    }

    private static AppSpec spec(String code) {
        return new AppSpec(
                "hello",
                code.repeat(40),
                "",
                AppSpec.Framework.FLASK,
                List.of("/runtime/bin/python", "app.py"),
                null,
                new HealthCheck("/healthz", false),
                new AppSpec.RuntimeBinding(new UUID(0, 1), "apps", "sha256:" + DIGEST, DIGEST),
                2,
                256L << 20,
                64,
                Map.of(),
                Map.of(),
                "MEMBERS",
                Duration.ZERO,
                Duration.ofMinutes(30),
                null);
    }

    /** A deployment with one healthy replica. */
    private RunContext deployed(AppSpec spec) {
        RunContext run = run(spec);
        traffic.open(run, spec);
        ReplicaProcess process = new ReplicaProcess(0, "h1", 1);
        replicas.started(run, process);
        replicas.healthy(run, process, Path.of("/run/" + run.runId()), 1234);
        return run;
    }

    private AppView view() {
        return apps.require(project, "hello");
    }

    private Site site() {
        return sites.find(project.id(), RunKind.APP, "hello").orElseThrow();
    }

    private List<UUID> targets() {
        return jdbc.sql("select run_id from ops.site_targets where site_id = ?")
                .param(site().id())
                .query(UUID.class)
                .list();
    }

    private List<String> events(RunContext run) {
        return control.get(RunEvents.class).after(run.runId(), 0, 100).stream()
                .map(RunEvents.Event::type)
                .toList();
    }

    @Test
    void releasesAreNumberedByWhatTheyAreAndTheTrafficMovesToTheNewerRequest() {
        RunContext first = deployed(spec("a"));
        assertThat(view().state()).isEqualTo(State.STARTING);
        assertThat(site().state()).isEqualTo(SiteState.STARTING);
        assertThat(traffic.take(first, spec("a")).predecessors()).isEmpty();
        assertThat(targets()).containsExactly(first.runId());

        RunContext second = deployed(spec("b"));
        assertThat(targets()).containsExactly(first.runId());
        AppStanding standing = traffic.take(second, spec("b"));

        assertThat(standing).isEqualTo(new AppStanding(2, List.of(first.runId()), null, false));
        assertThat(targets()).containsExactly(second.runId());
        assertThat(events(second)).contains("route.switched");
        AppStanding late = traffic.take(first, spec("a"));
        assertThat(late.successor()).isEqualTo(second.runId());
        assertThat(late.served()).isTrue();
        assertThat(targets()).containsExactly(second.runId());

        RunContext back = deployed(spec("a"));
        assertThat(traffic.take(back, spec("a")).release()).isEqualTo(1);
        assertThat(view().release()).isEqualTo(1);
        assertThat(apps.releases(project, "hello"))
                .extracting(AppView.Release::number, AppView.Release::deployments, AppView.Release::serving)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2, 1, false),
                        org.assertj.core.groups.Tuple.tuple(1, 2, true));
    }

    @Test
    void theSiteFollowsWhatIsHealthySleepsAndWakes() {
        RunContext run = deployed(spec("a"));
        traffic.take(run, spec("a"));
        ReplicaProcess process = new ReplicaProcess(0, "h1", 1);

        replicas.changed(run, process, ReplicaRecords.State.EXITED, "killed");
        traffic.follow(run, spec("a"));
        assertThat(targets()).isEmpty();
        assertThat(view().state()).isEqualTo(State.DOWN);

        replicas.healthy(run, process, Path.of("/run/again"), 1234);
        traffic.follow(run, spec("a"));
        assertThat(targets()).containsExactly(run.runId());

        traffic.fallAsleep(run, spec("a"));
        traffic.fallAsleep(run, spec("a"));
        assertThat(targets()).isEmpty();
        assertThat(view().state()).isEqualTo(State.ASLEEP);
        assertThat(site().state()).isEqualTo(SiteState.ASLEEP);

        traffic.follow(run, spec("a"));
        assertThat(view().state()).isEqualTo(State.SERVING);
        assertThat(site().state()).isEqualTo(SiteState.RUNNING);
        assertThat(events(run)).containsOnlyOnce("app.asleep", "app.woken");
    }

    @Test
    void aReleaseThatFailedIsAnnouncedOnceAndTheOldOneKeepsTheTraffic() {
        RunContext good = deployed(spec("a"));
        traffic.take(good, spec("a"));
        RunContext bad = deployed(spec("b"));

        for (int times = 0; times < 2; times++) {
            traffic.close(bad, spec("b"), Ending.FAILED);
            traffic.end(bad, spec("b"), Ending.FAILED);
        }

        assertThat(events(bad)).containsOnlyOnce("alert.raised").doesNotContain("route.closed");
        assertThat(targets()).containsExactly(good.runId());
        assertThat(site().state()).isEqualTo(SiteState.RUNNING);
        assertThat(view().release()).isEqualTo(1);
        assertThat(view().latest().state()).isEqualTo("FAILED");
    }

    @Test
    void stoppingLeavesTheAddressAndSaysSo() {
        RunContext run = deployed(spec("a"));
        traffic.take(run, spec("a"));

        traffic.close(run, spec("a"), Ending.STOPPED);
        traffic.end(run, spec("a"), Ending.STOPPED);

        assertThat(targets()).isEmpty();
        assertThat(site().state()).isEqualTo(SiteState.STOPPED);
        assertThat(view().state()).isEqualTo(State.STOPPED);
        assertThatThrownBy(() -> apps.wake(caller, project, "hello"))
                .isInstanceOfSatisfying(
                        WorkbenchException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.CONFLICT));
    }
}
