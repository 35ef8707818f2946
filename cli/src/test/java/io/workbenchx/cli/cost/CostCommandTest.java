package io.workbenchx.cli.cost;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostCommandTest {

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
    void showsWhatWasSpentAndWhatOpenRunsMayStillSpend() {
        workbench.json("GET /api/v1/projects/churn/costs", """
                {"by":"person","items":[{"key":"ana","label":"","runs":2,"amounts":{
                  "USD":{"spent":"0.25","reserved":"1"},"CPU_SECONDS":{"spent":"25000.5","reserved":"0"}}}],
                 "total":{"USD":{"spent":"0.25","reserved":"1"},"CPU_SECONDS":{"spent":"25000.5","reserved":"0"}},"truncated":false}
                """);

        var shown = wbx("cost -p churn --by person --from 2026-08-01");

        assertThat(shown.lines())
                .containsExactly(
                        "PERSON  RUNS   USD    CPU S  TOKENS  OPEN USD  ABOUT",
                        "ana        2  0.25  25000.5       0         1",
                        "total $0.25, 25000.5 CPU s; open runs may spend $1.00 more");
        assertThat(workbench.last().target()).isEqualTo("/api/v1/projects/churn/costs?by=person&from=2026-08-01");
    }

    @Test
    void storesAllOfItAsCsv() throws Exception {
        workbench.json("GET /api/v1/costs", "project,label\r\n");
        var file = directory.resolve("costs.csv");

        assertThat(wbx("cost --all --csv " + file).exitCode()).isZero();

        assertThat(Files.readString(file)).isEqualTo("project,label\r\n");
        assertThat(workbench.last().target()).isEqualTo("/api/v1/costs?format=csv");
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
