package io.workbenchx.control.audit;

import io.workbenchx.control.audit.AuditEntry.Material;
import io.workbenchx.control.audit.AuditEntry.RunFacts;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Answers who ran what on which data (GOV-6): the events of all runs and the audit log as one, newest first. */
@Component
public class AuditQuery {

    /** Most entries of one page. */
    public static final int MAX_PAGE = 1000;

    private final JdbcClient jdbc;

    AuditQuery(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Some entries.
     *
     * @param next cursor of the next page, null on the last one
     */
    public record Entries(List<AuditEntry> items, @Nullable String next) {}

    /**
     * One page of what matches.
     *
     * @param cursor of the page before, or null for the newest
     * @param limit 1 to {@value #MAX_PAGE}
     * @throws WorkbenchException SPEC_INVALID for a cursor that is none of this question, or another limit
     */
    @Transactional(readOnly = true)
    public Entries page(AuditFilter filter, @Nullable String cursor, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "limit is 1 to " + MAX_PAGE + ".");
        }
        AuditCursor after = cursor == null || cursor.isEmpty() ? null : AuditCursor.parse(cursor, filter);
        AuditQuestion question = new AuditQuestion(filter, after);
        List<AuditEntry> found = jdbc.sql(question.sql())
                .params(question.values())
                .param("limit", limit + 1)
                .query(AuditQuery::entry)
                .list();
        List<AuditEntry> shown = found.size() > limit ? found.subList(0, limit) : found;
        return new Entries(
                explained(shown),
                found.size() > limit ? shown.get(limit - 1).place().token(filter) : null);
    }

    private static AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getString("log"),
                row.getObject("chain", UUID.class),
                row.getLong("seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("project_id", UUID.class),
                null,
                row.getString("actor"),
                row.getString("type"),
                row.getString("subject"),
                row.getString("record"),
                HexFormat.of().formatHex(row.getBytes("hash")),
                null);
    }

    /** Adds what people know projects and runs by; a page asks three times for that, however long it is. */
    private List<AuditEntry> explained(List<AuditEntry> entries) {
        String[] projects = entries.stream()
                .map(AuditEntry::projectId)
                .filter(id -> id != null)
                .distinct()
                .map(UUID::toString)
                .toArray(String[]::new);
        Map<UUID, String> names = new HashMap<>();
        jdbc.sql("select id, name from ops.projects where id = any (cast(? as uuid[]))")
                .param((Object) projects)
                .query(row -> {
                    names.put(row.getObject("id", UUID.class), row.getString("name"));
                });
        Map<UUID, RunFacts> runs = runs(entries.stream()
                .filter(entry -> entry.log().equals("run"))
                .map(AuditEntry::chain)
                .distinct()
                .map(UUID::toString)
                .toArray(String[]::new));
        return entries.stream()
                .map(entry -> entry.with(names.get(entry.projectId()), runs.get(entry.chain())))
                .toList();
    }

    private Map<UUID, RunFacts> runs(String[] ids) {
        Map<UUID, List<Material>> materials = new HashMap<>();
        jdbc.sql("""
                        select run_id, role, kind, name, version, digest from ops.run_materials
                        where run_id = any (cast(? as uuid[])) order by role, kind, name, version
                        """).param((Object) ids).query(row -> {
            materials
                    .computeIfAbsent(row.getObject("run_id", UUID.class), id -> new ArrayList<>())
                    .add(new Material(
                            row.getString("role"),
                            row.getString("kind"),
                            row.getString("name"),
                            row.getString("version"),
                            row.getString("digest")));
        });
        Map<UUID, RunFacts> runs = new HashMap<>();
        jdbc.sql("select id, kind, state, summary from ops.runs where id = any (cast(? as uuid[]))")
                .param((Object) ids)
                .query(row -> {
                    UUID id = row.getObject("id", UUID.class);
                    runs.put(
                            id,
                            new RunFacts(
                                    id,
                                    row.getString("kind"),
                                    row.getString("state"),
                                    row.getString("summary"),
                                    materials.getOrDefault(id, List.of())));
                });
        return runs;
    }
}
