package io.workbenchx.control.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.workbenchx.control.audit.AuditEntry.RunFacts;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes all entries that match to a stream, newest first, a page at a time: any number of them needs the memory of one page. */
@Component
public class AuditExport {

    private static final int PAGE = AuditQuery.MAX_PAGE;

    private static final List<String> COLUMNS = List.of(
            "at", "project", "actor", "type", "subject", "run", "kind", "state", "summary", "inputs", "outputs", "log",
            "chain", "seq", "hash", "record");

    private final AuditQuery query;
    private final JsonMapper json;

    AuditExport(AuditQuery query, JsonMapper json) {
        this.query = query;
        this.json = json;
    }

    /** One JSON object per line (UTF-8); {@code record} is the text whose sha256 is {@code hash}. */
    public void writeJsonLines(AuditFilter filter, OutputStream out) throws IOException {
        Writer lines = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        eachPage(filter, page -> {
            for (AuditEntry entry : page) {
                lines.write(json.writeValueAsString(line(entry)));
                lines.write('\n');
            }
            lines.flush();
        });
    }

    /** CSV (RFC 4180, UTF-8) with a header; cells that a spreadsheet would take for a formula begin with an apostrophe. */
    public void writeCsv(AuditFilter filter, OutputStream out) throws IOException {
        CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.CRLF)
                .build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        csv.writeRecord(COLUMNS);
        eachPage(filter, page -> {
            page.forEach(entry -> csv.writeRecord(cells(entry)));
            csv.flush();
        });
        csv.flush();
    }

    private interface PageWriter {
        void write(List<AuditEntry> page) throws IOException;
    }

    private void eachPage(AuditFilter filter, PageWriter writer) throws IOException {
        String cursor = null;
        do {
            AuditQuery.Entries page = query.page(filter, cursor, PAGE);
            writer.write(page.items());
            cursor = page.next();
        } while (cursor != null);
    }

    private static Map<String, @Nullable Object> line(AuditEntry entry) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("at", entry.at());
        line.put("project", entry.project());
        line.put("actor", entry.actor());
        line.put("type", entry.type());
        line.put("subject", entry.subject());
        if (entry.run() != null) {
            line.put("run", entry.run());
        }
        line.put("log", entry.log());
        line.put("chain", entry.chain());
        line.put("seq", entry.seq());
        line.put("hash", entry.hash());
        line.put("record", entry.record());
        return line;
    }

    private static List<String> cells(AuditEntry entry) {
        RunFacts run = entry.run();
        return List.of(
                entry.at().toString(),
                CsvCell.safe(entry.project()),
                CsvCell.safe(entry.actor()),
                CsvCell.safe(entry.type()),
                CsvCell.safe(entry.subject()),
                run == null ? "" : run.id().toString(),
                run == null ? "" : run.kind(),
                run == null ? "" : run.state(),
                run == null ? "" : CsvCell.safe(run.summary()),
                run == null ? "" : CsvCell.safe(materials(run, false)),
                run == null ? "" : CsvCell.safe(materials(run, true)),
                entry.log(),
                entry.chain().toString(),
                Long.toString(entry.seq()),
                entry.hash(),
                CsvCell.safe(entry.record()));
    }

    private static String materials(RunFacts run, boolean outputs) {
        return run.materials().stream()
                .filter(material -> material.role().equals("OUTPUT") == outputs)
                .map(material -> material.kind() + " " + material.name()
                        + (material.version().isEmpty() ? "" : "@" + material.version()) + " " + material.digest())
                .collect(Collectors.joining("; "));
    }
}
