package io.workbenchx.cli.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageCommandTest {

    private static final String PROJECT = """
            {"project":"churn","artifacts":3,"artifactBytes":2000000,"datasetVersions":1,"datasetBytes":512,"limitBytes":5000000}
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
    void showsWhatAProjectKeepsAndMayKeep() {
        workbench.json("GET /api/v1/projects/churn/storage", PROJECT);

        assertThat(wbx("storage show -p churn").lines())
                .containsExactly(
                        "PROJECT  ARTIFACTS  SIZE    DATASET VERSIONS  SIZE   MOST",
                        "churn            3  2.0 MB                 1  512 B  5.0 MB");
    }

    @Test
    void showsEverythingToAdministrators() {
        workbench.json("GET /api/v1/storage", """
                {"objects":9,"bytes":3000000,"garbageObjects":2,"garbageBytes":1000,"damagedObjects":1,"grace":"PT24H",
                 "lastCollection":{"at":"2026-11-21T10:00:00Z","actor":"workbench","objects":4,"bytes":2000,"missing":0},
                 "projects":[%s],"hosts":[{"host":"h1","environments":2,"environmentBytes":900000000,"runDirectories":1,
                 "freedBytes":0,"freeBytes":60000000000,"at":"2026-11-21T10:00:00Z"}]}
                """.formatted(PROJECT));

        assertThat(wbx("storage show --all").out())
                .contains("9 objects, 3.0 MB; garbage 2, 1.0 kB")
                .contains("1 objects are damaged: wbx audit list --all --type object.damaged")
                .contains("last collection 2026-11-21T10:00:00Z by workbench: 4 objects, 2.0 kB freed, 0 missing")
                .contains("churn")
                .contains("900.0 MB");
    }

    @Test
    void collectsAndFailsWhenSomethingIsMissing() {
        workbench.json("POST /api/v1/storage/collections", """
                {"dryRun":true,"objects":2,"bytes":1000,"missing":1,"missingDigests":["%s"]}
                """.formatted("a".repeat(64)));

        Invocation collected = wbx("storage gc --dry-run");

        assertThat(workbench.last().target()).isEqualTo("/api/v1/storage/collections?dryRun=true");
        assertThat(collected.exitCode()).isEqualTo(1);
        assertThat(collected.lines())
                .containsExactly(
                        "would delete 2 objects, 1.0 kB",
                        "1 objects are referred to and missing:",
                        "  sha256:" + "a".repeat(64));
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
