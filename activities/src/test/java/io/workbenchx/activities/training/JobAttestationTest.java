package io.workbenchx.activities.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.activities.ActivitiesContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.policy.PolicyService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.template.ProjectTemplates;
import io.workbenchx.providers.environment.EnvironmentBuilder;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.training.TrainingWorkflowImpl;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What really ran, and whether the policy lets it: the runner's word against what was approved (N36). */
class JobAttestationTest {

    @TempDir
    static Path home;

    private static ActivitiesContext worker;

    private final String name = "a" + UUID.randomUUID().toString().substring(0, 8);
    private final String digest = digest();
    private FakeRunner runner;
    private Caller caller;
    private Project project;

    private static String digest() {
        return "sha256:" + UUID.randomUUID().toString().replace("-", "").repeat(2);
    }

    @BeforeAll
    static void start() {
        worker = ActivitiesContext.start(home, Ports.class, TrainingWorkflowImpl.class, TrainingActivitiesImpl.class);
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @BeforeEach
    void fill() {
        runner = worker.get(Ports.class).runner;
        runner.claims = null;
        runner.isolation = "bubblewrap";
        worker.get(Ports.class).environments.digest = digest;
        caller = Caller.onBehalfOf(worker.get(Identity.class).createUser(name, Role.ENGINEER, null));
        project = worker.get(ProjectTemplates.class).create(caller, name, "tabular-classifier", Map.of());
        String lock = worker.get(ObjectStore.class)
                .put(new ByteArrayInputStream("six==1.17.0".getBytes(StandardCharsets.UTF_8)))
                .sha256();
        JdbcClient.create(TestDatabase.workbench())
                .sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, created_by) values (?, ?, 'ENVIRONMENT', ?, 'APPROVED', ?, ?)
                        """)
                .params(UuidCreator.getTimeOrderedEpoch(), name, digest, lock, caller.userId())
                .update();
    }

    @Test
    void whatRunsAsApprovedSucceeds() {
        Run run = train();

        assertThat(run.state()).as(String.valueOf(run.failureMessage())).isEqualTo(RunState.SUCCEEDED);
    }

    /** N36. */
    @Test
    void aRunnerThatStartedAnotherDigestFailsTheRun() {
        runner.claims = digest();

        Run run = train();

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.failureCode()).isEqualTo("RUNTIME_MISMATCH");
        assertThat(run.failureMessage()).contains(runner.claims, digest);
        assertThat(runner.stopped(run.id())).isTrue();
        assertThat(worker.get(RunEvents.class).after(run.id(), 0, 100))
                .as("what the runner said stays on record")
                .anySatisfy(event -> assertThat(event.record()).contains("runner.attested", runner.claims));
    }

    @Test
    void nothingStartsWhereThePolicyDemandsIsolationAndTheHostHasNone() {
        worker.get(PolicyService.class).put(caller, project, "version: 1\nruntimes: {isolation: required}\n", null, "");
        runner.isolation = "none";

        Run run = train();

        assertThat(run.failureCode()).isEqualTo("POLICY_REFUSED");
        assertThat(run.failureMessage()).contains("runtimes.isolation", "policy version 1");
        assertThat(runner.started(run.id())).isFalse();
        runner.isolation = "bubblewrap";
        assertThat(train().state()).isEqualTo(RunState.SUCCEEDED);
    }

    private Run train() {
        return worker.awaitEnd(worker.start(project, worker.request(RunKind.TRAINING, Map.of("runtime", digest))));
    }

    /** The ports this test plays itself. */
    static class Ports {

        final FakeRunner runner = new FakeRunner();
        final Environments environments = new Environments();

        @Bean("runner")
        FakeRunner runner() {
            return runner;
        }

        @Bean("environmentBuilder")
        Environments environmentBuilder() {
            return environments;
        }
    }

    /** Has built whatever is asked for. */
    static final class Environments implements EnvironmentBuilder {

        volatile String digest = "";

        @Override
        public BuiltEnvironment build(String lock, java.util.function.Consumer<String> progress) {
            return new BuiltEnvironment(digest, "ab".repeat(32), "cpython-3.11.2", "linux-x86_64", home, null);
        }
    }
}
