package io.workbenchx.control.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvidenceServiceTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path home;

    private static ControlContext control;
    private static Caller caller;
    private static Project project;

    @BeforeAll
    static void start() {
        control = ControlContext.start(home);
        caller = Caller.onBehalfOf(control.user(Role.ENGINEER));
        project = control.project(caller);
    }

    @AfterAll
    static void stop() {
        control.close();
    }

    @Test
    void holdsEverythingOnRecordAboutTheRun() {
        Run run = ended(probe("everything"));
        control.get(ArtifactService.class)
                .put(project.id(), run.id(), "runs/" + run.id(), "report/result.txt", bytes("hello"), "text/plain");

        Bundle bundle = bundle(run);

        assertThat(bundle.records.keySet())
                .startsWith("run", "spec", "costs", "approvals", "event/1", "event/2")
                .contains("artifact/report/result.txt", "history");
        assertThat(bundle.json("run").path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(bundle.json("run").path("final").asBoolean()).isTrue();
        assertThat(bundle.json("run").path("createdBy").asString()).isEqualTo(caller.name());
        assertThat(bundle.json("event/1").path("type").asString()).isEqualTo("run.queued");
        assertThat(bundle.json("history").path("events").isArray()).isTrue();
        assertThat(bundle.json("costs").get(0).path("unit").asString()).isEqualTo("CPU_SECONDS");
        assertThat(bundle.statement.path("predicate").path("buildDefinition").path("externalParameters"))
                .isEqualTo(bundle.json("spec"));
        assertThat(bundle.statement.path("subject").get(0).path("name").asString())
                .isEqualTo("report/result.txt");
        assertThat(bundle.statement
                        .path("subject")
                        .get(0)
                        .path("digest")
                        .path("sha256")
                        .asString())
                .isEqualTo(CanonicalJson.sha256("hello"));
    }

    @Test
    void digestsOfEventsAreTheHashesOfTheChain() {
        Bundle bundle = bundle(ended(probe("chain")));

        assertThat(bundle.json("event/2").path("prev").asString()).isEqualTo(bundle.digests.get("event/1"));
        int last = bundle.json("run").path("lastSeq").asInt();
        assertThat(bundle.json("run").path("lastHash").asString()).isEqualTo(bundle.digests.get("event/" + last));
    }

    @Test
    void archivesTheHistoryThatTheBundleHolds() {
        Run run = ended(probe("archive"));

        Bundle bundle = bundle(run);

        assertThat(reload(run).historySha256()).isEqualTo(bundle.digests.get("history"));
    }

    @Test
    void refusesAJobThatHasNotEnded() {
        Run queued = control.get(RunService.class)
                .start(caller, project, StartRun.of(RunKind.PROBE, JSON.readTree("{}"), "queued"));

        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(
                        () -> control.get(EvidenceService.class).write(project, queued, new ByteArrayOutputStream()))
                .matches(refused -> refused.code() == FailureCode.CONFLICT);
    }

    @Test
    void signsNothingWhenTheLogWasTamperedWith() {
        Run run = ended(probe("tampered"));
        bundle(run);
        JdbcClient owner = JdbcClient.create(TestDatabase.owner());
        String original = owner.sql("select record from ops.run_events where run_id = ? and seq = 2")
                .param(run.id())
                .query(String.class)
                .single();
        rewrite(owner, run, original.replace(caller.name(), "eve"));
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThatExceptionOfType(WorkbenchException.class)
                    .isThrownBy(() -> control.get(EvidenceService.class).write(project, run, out))
                    .matches(refused -> refused.code() == FailureCode.INTEGRITY)
                    .withMessageContaining("Event 2");
            assertThat(out.size()).isZero();
        } finally {
            rewrite(owner, run, original);
        }
    }

    private static void rewrite(JdbcClient owner, Run run, String record) {
        owner.sql("alter table ops.run_events disable trigger no_change").update();
        owner.sql("update ops.run_events set record = ? where run_id = ? and seq = 2")
                .params(record, run.id())
                .update();
        owner.sql("alter table ops.run_events enable trigger no_change").update();
    }

    private static Run probe(String note) {
        return control.get(RunService.class)
                .start(caller, project, StartRun.of(RunKind.PROBE, JSON.readTree("{\"note\":\"" + note + "\"}"), note));
    }

    private static Run ended(Run run) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> reload(run).state().terminal());
        return reload(run);
    }

    private static Run reload(Run run) {
        return control.get(RunRepository.class).findById(run.id()).orElseThrow();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Bundle bundle(Run run) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        control.get(EvidenceService.class).write(project, run, out);
        return Bundle.read(out.toString(StandardCharsets.UTF_8));
    }

    /** A bundle taken apart without checking anything: the verifier has its own tests. */
    private record Bundle(JsonNode statement, Map<String, String> records, Map<String, String> digests) {

        static Bundle read(String text) {
            List<String> lines = new ArrayList<>(List.of(text.split("\n")));
            JsonNode envelope = JSON.readTree(lines.remove(0));
            JsonNode statement = JSON.readTree(
                    Base64.getDecoder().decode(envelope.path("payload").asString()));
            Map<String, String> records = new LinkedHashMap<>();
            Map<String, String> digests = new LinkedHashMap<>();
            for (JsonNode one : statement.path("predicate").path("runDetails").path("byproducts")) {
                String name = one.path("name").asString();
                records.put(name, lines.remove(0));
                digests.put(name, one.path("digest").path("sha256").asString());
            }
            assertThat(lines).isEmpty();
            records.forEach((name, line) -> assertThat(digests.get(name)).isEqualTo(CanonicalJson.sha256(line)));
            return new Bundle(statement, records, digests);
        }

        JsonNode json(String name) {
            return JSON.readTree(records.get(name));
        }
    }
}
