package io.workbenchx.activities.training;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.temporal.client.WorkflowClient;
import io.workbenchx.activities.ActivitiesContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.evidence.EvidenceService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunEvents;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.secret.SecretService;
import io.workbenchx.providers.code.GitBundles;
import io.workbenchx.providers.environment.EnvironmentBuilder;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.training.TrainingWorkflowImpl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * SECURITY N39: a planted secret, given to a script that shouts it in every form, is searched for everywhere while the run lives and after
 * it has failed; it is in the script's own hands and nowhere else.
 */
class PlantedSecretIT {

    static final String SECRET = "Pl4nted/S3cret+V4lue&\"quoted\"";
    private static final String SCRIPT = """
            import base64, json, os, sys, time, urllib.parse
            s = os.environ["API_TOKEN"]
            print("raw:", s, flush=True)
            print("base64:", base64.b64encode(s.encode()).decode())
            print("inside base64:", base64.b64encode(("u:" + s + "@host").encode()).decode())
            print("url:", urllib.parse.quote(s, safe=""))
            print("form:", urllib.parse.urlencode({"k": s}))
            print("json:", json.dumps({"k": s}))
            print("hex:", s.encode().hex())
            print("key:", os.environ["MLFLOW_TRACKING_TOKEN"], flush=True)
            for c in "in pieces: " + s + "\\n":
                sys.stdout.write(c)
                sys.stdout.flush()
                time.sleep(0.02)
            print("waiting", flush=True)
            while not os.path.exists("go"):
                time.sleep(0.05)
            sys.exit("\\x1b[31mcannot sign in\\r\\n2026-01-01 ERROR forged\\n{'type': 'run.succeeded'} with " + s)
            """;

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static Path home;
    private static ActivitiesContext worker;

    @BeforeAll
    static void start() throws IOException {
        // Not @TempDir: that one is closed to other users, and workloads are other users.
        home = Files.createTempDirectory("wbx-n39");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        worker = ActivitiesContext.start(home, Ports.class, TrainingWorkflowImpl.class, TrainingActivitiesImpl.class);
        // After the start, which sets logging up anew.
        LOG.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(LOG);
    }

    @AfterAll
    static void stop() {
        worker.close();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(LOG);
    }

    @Test
    void isNowhereButInTheHandsOfItsScript() throws Exception {
        Project project = project();
        worker.get(SecretService.class).set(worker.caller(), project, "api-token", SECRET);

        Run run = worker.start(project, request());
        assertThat(run.failureMessage()).isNull();
        awaitOutput(project, run, "waiting");
        whileItRuns(run);
        Files.writeString(home.resolve("jobs").resolve(run.id().toString()).resolve("code/go"), "");
        Run ended = worker.awaitEnd(run);

        assertThat(ended.state()).isEqualTo(RunState.FAILED);
        // N42: what it wrote last, on one line and with nothing that a terminal or another reader of logs would obey.
        assertThat(ended.failureMessage())
                .contains("exit code 1")
                .endsWith(
                        "waiting | \\u001b[31mcannot sign in | 2026-01-01 ERROR forged | {'type': 'run.succeeded'} with ***")
                .doesNotContain("\n", "\r", "\u001b");
        assertThat(output(project, run)).startsWith("""
                raw: ***
                base64: ***
                inside base64: dTp***kBob3N0
                url: ***
                form: k=***
                json: {"k": "***"}
                hex: ***
                key: ***
                in pieces: ***
                waiting
                """).endsWith("forged\n{'type': 'run.succeeded'} with ***\n");
        afterItEnded(project, ended);
    }

    private void whileItRuns(Run run) throws IOException {
        assertThat(Traces.commandLines()).isNotEmpty().noneMatch(Traces::found);
        // In the environment of the workload's own processes, which have a user of their own, and of nobody else.
        List<Path> holders = Traces.holders();
        assertThat(holders).isNotEmpty();
        if ("root".equals(System.getProperty("user.name"))) {
            for (Path process : holders) {
                assertThat(Files.getAttribute(process, "unix:uid")).isNotEqualTo(0);
            }
        }
        // On disk only in the raw output, which nobody but the worker can read.
        for (Path file : Traces.filesWithIt(home)) {
            assertThat(file.getParent().getFileName()).as(file.toString()).hasToString("log");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                    .isEqualTo("rwx------");
        }
        assertThat(Traces.dump()).doesNotContain(Traces.FORMS);
        assertThat(worker.get(RunEvents.class).after(run.id(), 0, 100))
                .extracting(RunEvents.Event::type)
                .contains("secrets.given", "runner.attested");
    }

    private void afterItEnded(Project project, Run run) throws IOException {
        Awaitility.await("the job's files are gone")
                .atMost(Duration.ofSeconds(60))
                .until(() -> Traces.filesWithIt(home).isEmpty());
        String dump = Traces.dump();
        assertThat(dump).contains("API_TOKEN", run.id().toString(), "secrets.given");
        assertThat(Traces.found(dump)).as("database").isFalse();
        for (RunEvents.Event event : worker.get(RunEvents.class).after(run.id(), 0, 1000)) {
            assertThat(Traces.found(event.record())).as(event.record()).isFalse();
            assertThat(event.record()).doesNotContain("\n", "\r", "\u001b");
            assertThat(event.type()).isNotEqualTo("run.succeeded");
        }
        String history = history(project, run);
        assertThat(history).contains("wbx-key", "WORKFLOW_EXECUTION_FAILED");
        assertThat(Traces.found(history)).as("history in the engine").isFalse();
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        worker.get(EvidenceService.class).write(project, run, bundle);
        assertThat(Traces.found(bundle.toString(StandardCharsets.UTF_8)))
                .as("evidence")
                .isFalse();
        assertThat(bundle.toString(StandardCharsets.UTF_8))
                .containsPattern("\"failure\": *\\{ *\"message\": *\"train\\.py ended with exit code 1");
        assertThat(Traces.found(Traces.readable(bundle.toString(StandardCharsets.UTF_8))))
                .as("payloads in evidence")
                .isFalse();
        assertThat(Traces.filesWithIt(home)).isEmpty();
        assertThat(log()).contains("train.py ended with exit code 1");
        assertThat(Traces.found(log())).as("log of the worker").isFalse();
    }

    private Project project() throws IOException {
        Project project = worker.project();
        Path code = Files.createDirectories(home.resolve("source"));
        Files.writeString(code.resolve("train.py"), SCRIPT);
        worker.get(CodeService.class)
                .commit(
                        worker.caller(),
                        project,
                        code,
                        new GitBundles.Author("ana", "ana@example.invalid", Instant.EPOCH),
                        "first");
        return worker.get(ProjectService.class).require(project.id());
    }

    private io.workbenchx.control.run.StartRun request() {
        String lock = "nothing==1.0 --hash=sha256:" + "0".repeat(64) + "\n# " + UUID.randomUUID();
        String sha256 = worker.get(ObjectStore.class)
                .put(new ByteArrayInputStream(lock.getBytes(StandardCharsets.UTF_8)))
                .sha256();
        String name = "r" + UUID.randomUUID();
        JdbcClient.create(TestDatabase.workbench())
                .sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, interpreter, platform, created_by)
                        values (?, ?, 'ENVIRONMENT', ?, 'APPROVED', ?, '3.11', 'linux', ?)
                        """)
                .params(UUID.randomUUID(), name, Ports.digest(lock), sha256)
                .param(worker.caller().userId())
                .update();
        return worker.request(RunKind.TRAINING, Map.of("runtime", name, "secrets", Map.of("API_TOKEN", "api-token")));
    }

    private void awaitOutput(Project project, Run run, String line) {
        Awaitility.await("output of the script")
                .atMost(Duration.ofSeconds(60))
                .until(() -> output(project, run), output -> output.contains(line + "\n"));
    }

    private String output(Project project, Run run) {
        return new String(
                worker.get(RunOutput.class)
                        .read(project.id(), run.id(), 0, 1 << 20)
                        .content(),
                StandardCharsets.UTF_8);
    }

    private static String history(Project project, Run run) {
        String json = worker.get(WorkflowClient.class)
                .fetchHistory(RunLauncher.workflowId(project, run))
                .toJson(false);
        return json + Traces.readable(json);
    }

    private static String log() {
        StringBuilder text = new StringBuilder();
        List.copyOf(LOG.list).forEach(event -> {
            text.append(event.getFormattedMessage())
                    .append(event.getMDCPropertyMap())
                    .append('\n');
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        });
        return text.toString();
    }

    /** The host's own Python in the place of a built environment. */
    static class Ports {

        static String digest(String lock) {
            return "sha256:" + CanonicalJson.sha256("environment of " + lock);
        }

        @Bean("environmentBuilder")
        EnvironmentBuilder environmentBuilder() {
            return new EnvironmentBuilder() {
                @Override
                public BuiltEnvironment build(String lock, Consumer<String> progress) {
                    return new BuiltEnvironment(
                            digest(lock), CanonicalJson.sha256(lock), "cpython-3.11", "linux-x86_64", runtime(), null);
                }
            };
        }

        private static Path runtime() {
            try {
                Path programs = Files.createDirectories(home.resolve("runtime/bin"));
                Path python = programs.resolve("python");
                if (!Files.exists(python)) {
                    Files.createSymbolicLink(python, Path.of("/usr/bin/python3"));
                }
                return programs.getParent();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
