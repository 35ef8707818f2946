package io.workbenchx.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.shell.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {

    private static final String PAGE = """
            {"items":[{"at":"2026-08-01T11:59:58.123456Z","project":"churn","actor":"ana","type":"run.queued",
             "subject":"runs/r1","run":{"id":"r1","kind":"training","state":"RUNNING","summary":"s","materials":[
              {"role":"INPUT","kind":"code","name":"git","version":"","digest":"0123456789abcdef0123456789abcdef01234567"},
              {"role":"INPUT","kind":"dataset","name":"churn","version":"3","digest":"ff"},
              {"role":"OUTPUT","kind":"model","name":"m","version":"1","digest":"ee"}]},
             "data":{},"log":"run","chain":"r1","seq":1,"hash":"aa"},
             {"at":"2026-08-01T11:00:00Z","project":null,"actor":"eve\\u001b[2J","type":"sign_in.failed",
             "subject":"users/eve","data":{},"log":"audit","chain":"0","seq":1,"hash":"bb"}],"next":"abc"}
            """;

    @TempDir
    Path directory;

    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        workbench = new ScriptedWorkbench();
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    void listsWhoDidWhatWithWhat() {
        workbench.json("GET /api/v1/projects/churn/audit", PAGE);

        var listed = wbx("audit list -p churn --dataset churn@3 --person ana --from 2026-08-01 --limit 2");

        assertThat(listed.lines())
                .containsExactly(
                        "TIME                  PROJECT  PERSON   WHAT            TO         WITH",
                        "2026-08-01T11:59:58Z  churn    ana      run.queued      runs/r1    code 0123456789ab, dataset churn@3",
                        "2026-08-01T11:00:00Z           eve [2J  sign_in.failed  users/eve");
        assertThat(listed.err()).contains("--cursor abc");
        assertThat(workbench.last().target())
                .isEqualTo(
                        "/api/v1/projects/churn/audit?person=ana&dataset=churn&datasetVersion=3&from=2026-08-01T00%3A00%3A00Z&limit=2");
    }

    @Test
    void asksForEverythingWhenToldSo() {
        workbench.json("GET /api/v1/audit", PAGE);

        assertThat(Json.items(
                        Json.parse(wbx("audit list --all --cursor x --json").out())))
                .hasSize(2);
        assertThat(workbench.last().target()).isEqualTo("/api/v1/audit?limit=50&cursor=x");
    }

    @Test
    void aTimeThatIsNoneIsAUsageMistake() {
        var wrong = wbx("audit list --from yesterday");

        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--from takes a day");
        assertThat(workbench.seen()).isEmpty();
    }

    @Test
    void exportsAsTheFileIsCalled() throws Exception {
        workbench.json("GET /api/v1/projects/demo/audit/export", "at,project\r\n");
        var file = directory.resolve("audit.csv");

        assertThat(wbx("audit export --type member.set -o " + file).out()).endsWith("audit.csv  12 B\n");
        assertThat(Files.readString(file)).isEqualTo("at,project\r\n");
        assertThat(workbench.last().target()).endsWith("?type=member.set&format=csv");
        assertThat(wbx("audit export -o " + directory.resolve("audit.xls")).exitCode())
                .isEqualTo(2);
    }

    @Test
    void saysThatTheLogsAreWhatWasWritten() {
        workbench.json("POST /api/v1/audit/verify", """
                {"ok":true,"runs":3,"auditLogs":2,"events":40,"checkpoints":5,"latestCheckpoint":"ab"}""");

        var verified = wbx("audit verify --checkpoint ab");

        assertThat(verified.exitCode()).isZero();
        assertThat(verified.lines())
                .containsExactly(
                        "VALID  40 events of 3 runs and 2 audit logs, 5 signed checkpoints",
                        "latest checkpoint ab  (keep a copy elsewhere)");
        assertThat(workbench.last().target()).isEqualTo("/api/v1/audit/verify?checkpoint=ab");
    }

    @Test
    void saysWhatIsWrongWithThem() {
        workbench.json("POST /api/v1/audit/verify", """
                {"ok":false,"runs":3,"auditLogs":2,"events":40,"checkpoints":5,"firstBroken":
                 {"chain":"r","seq":4,"reason":"Event 4 of run r: the record was altered."},
                 "brokenCheckpoint":"Checkpoint 5: it is missing."}""");

        var verified = wbx("audit verify");

        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.lines())
                .containsExactly(
                        "INVALID  40 events of 3 runs and 2 audit logs, 5 signed checkpoints",
                        "Event 4 of run r: the record was altered.",
                        "Checkpoint 5: it is missing.");
    }

    @Test
    void signsACheckpoint() {
        workbench.json("POST /api/v1/audit/checkpoints", """
                {"seq":7,"at":"2026-08-01T12:00:00Z","sha256":"ab","statement":"{}","keyId":"k","signature":"s"}""");

        assertThat(wbx("audit checkpoint").out()).isEqualTo("checkpoint 7  2026-08-01T12:00:00Z  ab\n");
    }

    private Invocation wbx(String line) {
        return Invocation.line(
                Map.of(
                        "WBX_URL", workbench.url(),
                        "WBX_API_KEY", "wbx_key",
                        "WBX_CONFIG", directory.resolve("config.json").toString()),
                line);
    }
}
