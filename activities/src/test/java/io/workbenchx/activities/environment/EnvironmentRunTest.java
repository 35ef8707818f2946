package io.workbenchx.activities.environment;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.activities.ActivitiesContext;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.providers.environment.EnvironmentBuilder;
import io.workbenchx.providers.environment.EnvironmentException;
import io.workbenchx.providers.environment.LockResolver;
import io.workbenchx.workflows.environment.EnvironmentResult;
import io.workbenchx.workflows.environment.EnvironmentWorkflowImpl;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;

/** Environment builds as governed runs, from admission to their end; only the tools are played. */
class EnvironmentRunTest {

    @TempDir
    static Path home;

    private static ActivitiesContext worker;

    private FakeBuilder builder;
    private Project project;

    @BeforeAll
    static void start() {
        worker = ActivitiesContext.start(
                home, Ports.class, EnvironmentWorkflowImpl.class, EnvironmentActivitiesImpl.class);
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @BeforeEach
    void reset() {
        builder = worker.get(FakeBuilder.class);
        builder.failure = null;
        builder.blocks = false;
        builder.started = new CountDownLatch(1);
        builder.interrupted = new CountDownLatch(1);
        project = worker.project();
    }

    @Test
    void listsTheRuntimeAsPendingAndKeepsTheOutput() {
        String lock = lock("listed");

        Run run = worker.awaitEnd(start(lock, Map.of()));

        assertThat(run.state()).as(String.valueOf(run.failureMessage())).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.lineageComplete()).isTrue();
        EnvironmentResult result = worker.get(CanonicalJson.class).read(run.result(), EnvironmentResult.class);
        Runtime runtime = worker.get(RuntimeService.class).require(result.runtimeId());
        assertThat(runtime.name()).isEqualTo("tabular");
        assertThat(runtime.state()).isEqualTo(Runtime.State.PENDING);
        assertThat(runtime.digest()).isEqualTo(FakeBuilder.digest(lock)).isEqualTo(result.digest());
        assertThat(runtime.lockSha256()).isEqualTo(CanonicalJson.sha256(lock));
        assertThat(runtime.builtByRun()).isEqualTo(run.id());
        assertThat(output(run)).isEqualTo("Installing\nInstalled\nEnvironment " + runtime.digest() + "\n");
        assertThat(worker.get(RunEvents.class).after(run.id(), 0, 100))
                .extracting(RunEvents.Event::type)
                .contains("run.running", "step.started", "step.completed", "run.succeeded");
    }

    @Test
    void locksRequirementsAndKeepsTheLockAsAnArtifact() throws IOException {
        Run run = worker.awaitEnd(worker.start(
                project,
                worker.request(RunKind.ENVIRONMENT, Map.of("name", "tabular", "requirements", "six>=1.16\n"))));

        assertThat(run.state()).as(String.valueOf(run.failureMessage())).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.lineageComplete()).isFalse();
        EnvironmentResult result = worker.get(CanonicalJson.class).read(run.result(), EnvironmentResult.class);
        assertThat(result.lockSha256()).isEqualTo(CanonicalJson.sha256(lock("six>=1.16")));
        ArtifactService artifacts = worker.get(ArtifactService.class);
        assertThat(artifacts.find(project.id(), "runs/" + run.id(), "requirements.lock"))
                .hasValueSatisfying(artifact -> assertThat(artifact.sha256()).isEqualTo(result.lockSha256()));
        assertThat(output(run)).startsWith("Resolving\nLocked 1 packages\nInstalling\n");
    }

    @Test
    void saysThatTheDiskOfTheWorkerIsFull() {
        builder.failure = new EnvironmentException("uv ended with code 2: No space left on device (os error 28)", null);

        Run run = start(lock("full"), Map.of());
        worker.cancelWhen(project, run, "step.failed");

        assertThat(worker.get(RunEvents.class).after(run.id(), 0, 100))
                .anySatisfy(event -> assertThat(event.record()).contains("STORAGE_FULL"));
    }

    @Test
    void keepsTheEntryOfADigestThatIsListedAlready() {
        String lock = lock("twice");
        UUID first = runtimeOf(worker.awaitEnd(start(lock, Map.of())));

        assertThat(runtimeOf(worker.awaitEnd(start(lock, Map.of())))).isEqualTo(first);
    }

    @Test
    void failsWithTheToolsOwnWords() {
        builder.failure = new EnvironmentException("uv ended with code 1: no such package", null);

        Run run = worker.awaitEnd(start(lock("failing"), Map.of()));

        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.failureCode()).isEqualTo("ENVIRONMENT_BUILD_FAILED");
        assertThat(run.failureMessage()).isEqualTo("uv ended with code 1: no such package");
        assertThat(output(run)).isEqualTo("Installing\n");
    }

    @Test
    void endsTheToolsWhenCancelled() throws InterruptedException {
        builder.blocks = true;
        Run run = start(lock("cancelled"), Map.of());
        assertThat(builder.started.await(60, TimeUnit.SECONDS)).isTrue();

        worker.cancel(project, run);

        assertThat(worker.awaitEnd(run).state()).isEqualTo(RunState.CANCELLED);
        assertThat(builder.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsTheToolsWhenTheBudgetIsUsedUp() throws InterruptedException {
        builder.blocks = true;

        Run run = worker.awaitEnd(start(lock("expensive"), Map.of(BudgetUnit.CPU_SECONDS, new BigDecimal("1"))));

        assertThat(run.state()).isEqualTo(RunState.OUT_OF_BUDGET);
        assertThat(builder.interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.get(RunRecorder.class)
                        .cost(run.id())
                        .get(BudgetUnit.CPU_SECONDS)
                        .spent())
                .isGreaterThanOrEqualTo(BigDecimal.ONE);
    }

    @Test
    void refusesALockThatWasAlteredInTheStore() throws IOException {
        String lock = lock("altered");
        worker.awaitEnd(start(lock, Map.of()));
        String digest = CanonicalJson.sha256(lock);
        Path stored =
                home.resolve("objects/sha256").resolve(digest.substring(0, 2)).resolve(digest.substring(2));
        Files.setPosixFilePermissions(stored, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(stored, lock("something else"));

        Run run = worker.awaitEnd(worker.start(
                project, worker.request(RunKind.ENVIRONMENT, Map.of("name", "tabular", "lockSha256", digest))));

        assertThat(run.failureCode()).isEqualTo("INTEGRITY");
        assertThat(run.failureMessage()).contains(digest);
    }

    private Run start(String lock, Map<BudgetUnit, BigDecimal> budget) {
        StartRun request = worker.request(RunKind.ENVIRONMENT, Map.of("name", "tabular", "lock", lock));
        return worker.start(
                project,
                new StartRun(
                        request.kind(), request.spec(), request.requestId(), budget, request.priority(), null, null));
    }

    private static String lock(String comment) {
        return "six==1.17.0 --hash=sha256:" + "a".repeat(64) + " # " + comment + "\n";
    }

    private static UUID runtimeOf(Run run) {
        return worker.get(CanonicalJson.class)
                .read(run.result(), EnvironmentResult.class)
                .runtimeId();
    }

    private String output(Run run) {
        return new String(
                worker.get(RunOutput.class)
                        .read(project.id(), run.id(), 0, 10_000)
                        .content(),
                StandardCharsets.UTF_8);
    }

    /** The port this test plays itself. */
    static class Ports {
        @Bean("environmentBuilder")
        FakeBuilder environmentBuilder() {
            return new FakeBuilder();
        }

        @Bean("lockResolver")
        LockResolver lockResolver() {
            return (requirements, progress) -> {
                progress.accept("Resolving");
                return lock(requirements.strip());
            };
        }
    }

    /** Tools that install nothing, fail, or never end. */
    static final class FakeBuilder implements EnvironmentBuilder {

        volatile EnvironmentException failure;
        volatile boolean blocks;
        volatile CountDownLatch started = new CountDownLatch(1);
        volatile CountDownLatch interrupted = new CountDownLatch(1);

        static String digest(String lock) {
            return "sha256:" + CanonicalJson.sha256("environment of " + lock);
        }

        @Override
        public BuiltEnvironment build(String lock, Consumer<String> progress) {
            fromAThreadOfItsOwn(() -> progress.accept("Installing"));
            started.countDown();
            if (failure != null) {
                throw failure;
            }
            if (blocks) {
                block();
            }
            progress.accept("Installed");
            return new BuiltEnvironment(
                    digest(lock), CanonicalJson.sha256(lock), "cpython-3.11.2", "linux-x86_64", home, null);
        }

        /** As tools speak whose output is read while they work. */
        private static void fromAThreadOfItsOwn(Runnable words) {
            FutureTask<Boolean> said = new FutureTask<>(words, true);
            new Thread(said, "output of a tool").start();
            try {
                said.get();
            } catch (InterruptedException | ExecutionException failure) {
                throw new IllegalStateException(failure);
            }
        }

        private void block() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException stop) {
                interrupted.countDown();
                throw new EnvironmentException("uv was stopped.", stop);
            }
        }
    }
}
