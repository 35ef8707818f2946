package io.workbenchx.control.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.workbenchx.control.DatabaseConfiguration;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The policies of projects: text by version, of which none ever changes. */
@Component
public class PolicyService {

    private static final int MOST_KEPT = 256;
    private static final int LONGEST_NOTE = 500;
    private static final String SELECT =
            "select version, sha256, yaml, note, created_by, created_at from ops.policies where ";

    private final JdbcClient tables;
    private final JdbcClient functions;
    private final AuditLog audit;
    private final PolicyVersion standing;
    /** Last known to be in force, by project. */
    private final Cache<UUID, PolicyVersion> known =
            Caffeine.newBuilder().maximumSize(MOST_KEPT).build();
    /** Reading a text gives the same policy each time: parsed ones by their digest. */
    private final Map<String, Policy> parsed = new ConcurrentHashMap<>();

    PolicyService(JdbcClient tables, @Qualifier(DatabaseConfiguration.FUNCTIONS) JdbcClient functions, AuditLog audit) {
        this.audit = audit;
        this.tables = tables;
        this.functions = functions;
        String yaml = resource("/workbenchx/policy/default.yaml");
        this.standing = new PolicyVersion(
                0, sha256(yaml), yaml, PolicyReader.read(yaml), "the default of this build", null, null);
    }

    /** The policy that was in force when this process last looked, for those who let the database compare its version: admission does. */
    public PolicyVersion known(UUID projectId) {
        PolicyVersion policy = known.getIfPresent(projectId);
        return policy == null ? current(projectId) : policy;
    }

    /** The policy in force: the project's latest, or the default. */
    public PolicyVersion current(UUID projectId) {
        PolicyVersion policy = functions
                .sql("select version, sha256, yaml, note, created_by, created_at from ops.current_policy(?)")
                .param(projectId)
                .query(this::read)
                .optional()
                .orElse(standing);
        known.put(projectId, policy);
        return policy;
    }

    /** All versions, newest first; the default stands when there is none. */
    @Transactional(readOnly = true)
    public List<PolicyVersion> versions(Project project) {
        List<PolicyVersion> versions = tables.sql(SELECT + "project_id = ? order by version desc")
                .param(project.id())
                .query(this::read)
                .list();
        return versions.isEmpty() ? List.of(standing) : versions;
    }

    /**
     * @param version 0 for the default of this build
     * @throws WorkbenchException NOT_FOUND
     */
    @Transactional(readOnly = true)
    public PolicyVersion version(UUID projectId, int version) {
        if (version == 0) {
            return standing;
        }
        return tables.sql(SELECT + "project_id = ? and version = ?")
                .params(projectId, version)
                .query(this::read)
                .optional()
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "The project's policy has no version " + version + "."));
    }

    /**
     * Puts a policy in force. It replaces the one before as a whole.
     *
     * @param seen the version its author started from; null = whatever there is
     * @throws WorkbenchException MALFORMED or SPEC_INVALID, naming the line; CONFLICT when somebody else wrote a version since
     */
    @Transactional
    public PolicyVersion put(Caller caller, Project project, String yaml, @Nullable Integer seen, String note) {
        PolicyReader.read(yaml);
        if (note.length() > LONGEST_NOTE) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "A note has at most " + LONGEST_NOTE + " characters.");
        }
        String sha256 = sha256(yaml);
        Integer version = functions
                .sql("select ops.put_policy(?, ?, ?, ?, ?, ?)")
                .param(project.id())
                .param(seen)
                .params(yaml, sha256, note, caller.userId())
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.CONFLICT,
                        "The policy of project " + project.name() + " is no longer at version " + seen
                                + ": look at the difference, then put yours on top of the current one."));
        audit.record(
                caller,
                project,
                "policy.put",
                "policies/" + version,
                Map.of("version", version, "sha256", sha256, "note", note));
        return version(project.id(), version);
    }

    /** Answers a question that gates ask about a subject; the latest answer counts. */
    @Transactional
    public void answer(Caller caller, Project project, String subject, String question, String answer) {
        if (!subject.matches("project|run/[0-9a-f-]{36}|model/[^/]{1,120}/[0-9]{1,9}")
                || question.isBlank()
                || answer.isBlank()
                || question.length() > 500
                || answer.length() > 4000) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "An answer has a subject (project, run/<id> or model/<name>/<version>), a question and an answer, of at most 500"
                            + " and 4000 characters.");
        }
        functions
                .sql("select ops.answer_question(?, ?, ?, ?, ?)")
                .params(project.id(), subject, question, answer, caller.userId())
                .query((row, n) -> 0)
                .list();
        audit.record(
                caller,
                project,
                "policy.answered",
                subject.equals("project") ? "projects/" + project.name() : subject,
                Map.of("question", question, "answer", answer));
    }

    private PolicyVersion read(ResultSet row, int number) throws SQLException {
        String yaml = row.getString("yaml");
        String sha256 = row.getString("sha256");
        return new PolicyVersion(
                row.getInt("version"),
                sha256,
                yaml,
                parse(sha256, yaml),
                row.getString("note"),
                row.getObject("created_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private Policy parse(String sha256, String yaml) {
        if (parsed.size() > MOST_KEPT) {
            parsed.clear();
        }
        return parsed.computeIfAbsent(sha256, digest -> PolicyReader.read(yaml));
    }

    private static String resource(String name) {
        try (InputStream file = PolicyService.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("The build left out " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name, e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
