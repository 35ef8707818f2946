package io.workbenchx.control.audit;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL of a filter: conditions that are not set do not appear, so that every question gets a plan of its own. */
final class AuditQuestion {

    private static final String RUNS = """
            select 'run' as log, e.run_id as chain, e.seq::bigint as seq, e.at, e.project_id, coalesce(e.actor, '') as actor, e.type,
              'runs/' || e.run_id as subject, e.record, e.hash
            from ops.run_events e""";

    private static final String OUTSIDE = """
            select 'audit' as log, e.chain, e.seq, e.at, e.project_id, e.actor, e.type, e.subject, e.record, e.hash
            from ops.audit_events e""";

    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> ofRuns = new ArrayList<>();
    private final List<String> outside = new ArrayList<>();
    private final boolean asksForRuns;

    AuditQuestion(AuditFilter filter, @Nullable AuditCursor after) {
        asksForRuns = filter.asksForRuns();
        both("project", filter.project(), "e.project_id = :project");
        both("person", filter.person(), "e.actor = :person");
        both("type", filter.type(), "e.type = :type");
        both("from", filter.from() == null ? null : filter.from().atOffset(ZoneOffset.UTC), "e.at >= :from");
        both("to", filter.to() == null ? null : filter.to().atOffset(ZoneOffset.UTC), "e.at < :to");
        if (after != null) {
            both("at", after.at().atOffset(ZoneOffset.UTC), "e.at <= :at");
            values.put("chain", after.chain());
            values.put("seq", after.seq());
            ofRuns.add("(e.at, e.run_id, e.seq) < (:at, :chain, :seq)");
            outside.add("(e.at, e.chain, e.seq) < (:at, :chain, :seq)");
        }
        if (filter.run() != null) {
            values.put("run", filter.run());
            values.put("subject", "runs/" + filter.run());
            ofRuns.add("e.run_id = :run");
            outside.add("e.subject = :subject");
        }
        if (filter.kind() != null) {
            values.put("kind", filter.kind());
            ofRuns.add("exists (select 1 from ops.runs r where r.id = e.run_id and r.kind = :kind)");
        }
        materials(filter);
    }

    private void materials(AuditFilter filter) {
        String same = filter.project() == null ? "" : " and m.project_id = :project";
        used(
                filter.dataset(),
                "dataset",
                "m.kind = 'dataset' and m.name = :dataset" + same + version(filter.datasetVersion(), "datasetVersion"));
        used(
                filter.model(),
                "model",
                "m.kind = 'model' and m.name = :model" + same + version(filter.modelVersion(), "modelVersion"));
        String runtime = filter.runtime();
        boolean digest = runtime != null && runtime.matches("(sha256:)?[0-9a-f]{64}");
        used(
                runtime == null ? null : runtime.replace("sha256:", ""),
                "runtime",
                "m.kind = 'runtime' and " + (digest ? "m.digest" : "m.name") + " = :runtime" + same);
        used(filter.code(), "code", "m.digest = :code and m.kind = 'code'" + same);
    }

    private String version(@Nullable String value, String name) {
        if (value == null) {
            return "";
        }
        values.put(name, value);
        return " and m.version = :" + name;
    }

    private void used(@Nullable String value, String name, String condition) {
        if (value != null) {
            values.put(name, value);
            ofRuns.add("e.run_id in (select m.run_id from ops.run_materials m where " + condition + ")");
        }
    }

    private void both(String name, @Nullable Object value, String condition) {
        if (value != null) {
            values.put(name, value);
            ofRuns.add(condition);
            outside.add(condition);
        }
    }

    Map<String, Object> values() {
        return values;
    }

    /** The newest entries; the number of them is the parameter {@code limit}. */
    String sql() {
        String runs = branch(RUNS, ofRuns, "e.run_id");
        return asksForRuns
                ? runs
                : "select * from ((" + runs + ") union all (" + branch(OUTSIDE, outside, "e.chain")
                        + ")) x order by at desc, chain desc, seq desc limit :limit";
    }

    private static String branch(String select, List<String> conditions, String chain) {
        return select + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions))
                + " order by e.at desc, " + chain + " desc, e.seq desc limit :limit";
    }
}
