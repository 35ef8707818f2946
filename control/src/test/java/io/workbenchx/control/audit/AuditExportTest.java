package io.workbenchx.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.run.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** SECURITY N42, N43: an export holds one record per event, whatever names are in it, and no cell is a formula. */
class AuditExportTest {

    private static final String NASTY = "=cmd()\r\n\"x\",\u001b[2Jeve";

    private final ControlContext control = ControlContext.shared();
    private final AuditExport export = control.get(AuditExport.class);
    private final AuditedProject audited = new AuditedProject(control);

    @Test
    void jsonLinesProveThemselves() throws IOException {
        audited.training(audited.owner, "churn", 1);
        control.get(AuditLog.class).record(audited.owner, audited.project, "thing.done", NASTY, Map.of("a", NASTY));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        export.writeJsonLines(AuditFilter.all(audited.project.id()), out);

        List<JsonNode> lines = out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(lines).hasSize(6);
        assertThat(lines)
                .allSatisfy(line -> assertThat(
                                CanonicalJson.sha256(line.path("record").asString()))
                        .isEqualTo(line.path("hash").asString()));
        assertThat(lines.get(0).path("subject").asString()).isEqualTo(NASTY);
        assertThat(lines.get(1).path("run").path("materials").size()).isEqualTo(3);
    }

    @Test
    void csvHoldsOneRecordPerEventAndNoFormula() throws IOException {
        UUID run = audited.training(audited.owner, "churn", 1);
        control.get(AuditLog.class).record(audited.owner, audited.project, "thing.done", NASTY, Map.of("a", NASTY));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        export.writeCsv(AuditFilter.all(audited.project.id()), out);

        List<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(out.toString(StandardCharsets.UTF_8)).stream()
                .toList();
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0).getField("subject")).isEqualTo("'" + NASTY);
        assertThat(rows.get(1).getField("run")).isEqualTo(run.toString());
        assertThat(rows.get(1).getField("summary")).isEqualTo("'=cmd()");
        assertThat(rows.get(1).getField("inputs")).contains("dataset churn@1 " + AuditedProject.digest(1));
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.getFields()).noneMatch(cell -> cell.matches("(?s)[=+\\-@\\t\\r].*")));
    }

    @Test
    void moreThanAPageIsComplete() throws IOException {
        AuditLog log = control.get(AuditLog.class);
        for (int i = 0; i < AuditQuery.MAX_PAGE + 50; i++) {
            log.record(audited.owner, audited.project, "thing.done", "things/" + i, Map.of());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        export.writeCsv(AuditFilter.all(audited.project.id()), out);

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(AuditQuery.MAX_PAGE + 50 + 3 + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"})
    void formulasBecomeText(String formula) {
        assertThat(CsvCell.safe(formula)).isEqualTo("'" + formula);
    }

    @Test
    void otherTextIsLeftAlone() {
        assertThat(CsvCell.safe("a=1")).isEqualTo("a=1");
        assertThat(CsvCell.safe(null)).isEmpty();
    }
}
