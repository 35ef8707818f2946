package io.workbenchx.control.audit;

import io.workbenchx.control.DatabaseConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes what happens outside of runs: who changed members, budgets, policy and the like, who signed in, who read what is sensitive. Called in
 * the transaction of the change, as the last thing in it, so that there is neither a change without its event nor an event without its change;
 * without a transaction an event is one statement and one commit. Needs no access scope.
 */
@Component
public class AuditLog {

    private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
    /** Names that strangers make up, as in a sign-in that fails, must not fill the log. */
    private static final int LONGEST = 500;

    private final JdbcClient functions;
    private final JsonMapper json;

    AuditLog(@Qualifier(DatabaseConfiguration.FUNCTIONS) JdbcClient functions, JsonMapper json) {
        this.functions = functions;
        this.json = json;
    }

    /**
     * Records what somebody did.
     *
     * @param project whose chain it belongs to; null for the installation
     * @param action lower-case words joined by dots, such as {@code member.set}
     * @param subject what it was done to, such as {@code users/ana} or {@code runs/<id>}
     * @param data particulars; no secrets, amounts as text; the API key and the run that were used are added
     */
    public void record(Actor caller, @Nullable AuditScope project, String action, String subject, Map<String, ?> data) {
        Map<String, Object> all = new LinkedHashMap<>(data);
        if (caller.keyId() != null) {
            all.put("apiKey", caller.keyId());
        }
        if (caller.runId() != null) {
            all.put("run", caller.runId());
        }
        append(project == null ? null : project.id(), caller.name(), action, subject, all);
    }

    /**
     * Records that somebody reads what a run left behind. Not when it is the run itself: it reads what it wrote.
     *
     * @param action such as {@code artifact.downloaded}
     * @param data which part of it
     */
    public void recordReading(Actor reader, AuditScope project, String action, UUID run, Map<String, ?> data) {
        if (!run.equals(reader.runId())) {
            record(reader, project, action, "runs/" + run, data);
        }
    }

    /**
     * Records, for the installation, what happened without anybody being signed in.
     *
     * @param name whom the attempt named, or {@code workbench}
     */
    public void recordUnidentified(String name, String action, String subject, Map<String, ?> data) {
        append(null, name, action, subject, data);
    }

    private void append(@Nullable UUID projectId, String actor, String action, String subject, Map<String, ?> data) {
        if (!ACTION.matcher(action).matches()) {
            throw new IllegalArgumentException("Not lower-case words joined by dots: " + action);
        }
        functions
                .sql("select ops.append_audit(?, ?, ?, ?, ?)")
                .param(projectId)
                .params(storable(actor), action, storable(subject), canonical(data))
                .query(Long.class)
                .single();
    }

    private String canonical(Map<String, ?> data) {
        try {
            return new JsonCanonicalizer(json.writeValueAsString(data)).getEncodedString();
        } catch (IOException e) {
            throw new UncheckedIOException("Not representable as canonical JSON: " + data.keySet(), e);
        }
    }

    /** PostgreSQL stores no NUL; everything else is kept and escaped in the record. */
    private static String storable(String text) {
        String whole = text.replace('\0', '\uFFFD');
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + "…";
    }
}
