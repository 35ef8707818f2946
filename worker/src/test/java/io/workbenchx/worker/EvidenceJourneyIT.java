package io.workbenchx.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Wbx;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.evidence.CheckpointVerifier;
import io.workbenchx.control.evidence.EvidenceService;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** From a run to its proof: what the workbench signs, {@code wbx} verifies, and every changed byte is noticed. */
class EvidenceJourneyIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int CHANGES = 1000;

    @TempDir
    Path directory;

    private final RunningWorker worker = RunningWorker.get();
    private final Project project = worker.project();
    private final Run run = worker.probe(project);

    @Test
    void signsTheEndOfTheRunByItself() {
        JdbcClient owner = JdbcClient.create(TestDatabase.owner());
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> owner.sql("""
                                select count(*) from ops.audit_heads h join ops.runs r on r.id = h.chain and r.last_seq = h.seq
                                where r.id = ?
                                """).param(run.id()).query(Integer.class).single() == 1);

        assertThat(worker.bean(CheckpointVerifier.class).verifyAll(null).firstBroken())
                .isNull();
    }

    @Test
    void archivesTheHistoryByItself() {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> worker.bean(RunRepository.class)
                                .findById(run.id())
                                .orElseThrow()
                                .historySha256()
                        != null);

        assertThat(worker.bean(RunRepository.class)
                        .findById(run.id())
                        .orElseThrow()
                        .historySha256())
                .matches("[0-9a-f]{64}");
    }

    @Test
    void verifiesWhatTheWorkbenchSigned() throws Exception {
        artifact("model/model.onnx", "weights");

        Answer answer = verify(bundle());

        assertThat(answer.exit()).as(answer.json().toString()).isZero();
        JsonNode evidence = answer.json().path("evidence");
        assertThat(evidence.path("run").asString()).isEqualTo(run.id().toString());
        assertThat(evidence.path("actor").asString()).isEqualTo(worker.caller().name());
        assertThat(evidence.path("state").asString()).isEqualTo("SUCCEEDED");
        assertThat(evidence.path("subjects").has("model/model.onnx")).isTrue();
        assertThat(evidence.path("events").asInt()).isEqualTo(5);
    }

    @Test
    void noticesEveryChangedByteAndNamesItsRecord() throws Exception {
        artifact("model/model.onnx", "weights");
        artifact("report ñ.txt", "hello");
        byte[] bundle = bundle();
        List<String> names = recordNames(bundle);
        Random random = new Random(42);
        for (int i = 0; i < CHANGES; i++) {
            int position = random.nextInt(bundle.length);
            byte[] changed = bundle.clone();
            changed[position] ^= (byte) (1 + random.nextInt(255));

            Answer answer = verify(changed);

            assertThat(answer.exit()).as("byte %d", position).isOne();
            assertThat(answer.json().path("record").asString())
                    .as("byte %d", position)
                    .isEqualTo(names.get(lineOf(bundle, position)));
        }
    }

    private void artifact(String path, String content) {
        worker.bean(ArtifactService.class)
                .put(
                        project.id(),
                        run.id(),
                        "runs/" + run.id(),
                        path,
                        new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)),
                        "application/octet-stream");
    }

    private byte[] bundle() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        worker.bean(EvidenceService.class).write(project, run, out);
        Files.writeString(
                directory.resolve("evidence.pub"),
                worker.bean(EvidenceService.class).publicKeyPem());
        return out.toByteArray();
    }

    /** Names of the lines, line 1 first. */
    private static List<String> recordNames(byte[] bundle) {
        String first = new String(bundle, StandardCharsets.UTF_8).split("\n", 2)[0];
        JsonNode statement = JSON.readTree(
                Base64.getDecoder().decode(JSON.readTree(first).path("payload").asString()));
        List<String> names = new ArrayList<>(List.of("signature"));
        statement
                .path("predicate")
                .path("runDetails")
                .path("byproducts")
                .forEach(record -> names.add(record.path("name").asString()));
        return names;
    }

    private static int lineOf(byte[] bundle, int position) {
        int line = 0;
        for (int i = 0; i < position; i++) {
            line += bundle[i] == '\n' ? 1 : 0;
        }
        return line;
    }

    private record Answer(int exit, JsonNode json) {}

    private Answer verify(byte[] bundle) throws Exception {
        Path file = Files.write(directory.resolve("bundle.jsonl"), bundle);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Shell shell = new Shell(
                Map.of("HOME", directory.toString()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream()),
                InputStream.nullInputStream(),
                false,
                Clock.systemUTC());
        int exit = Wbx.run(
                shell,
                "evidence",
                "verify",
                file.toString(),
                "--key",
                directory.resolve("evidence.pub").toString(),
                "--json");
        return new Answer(exit, JSON.readTree(out.toByteArray()));
    }
}
