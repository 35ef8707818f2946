package io.workbenchx.control.identity;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** API keys: random 256 bits, looked up by HMAC; the key itself is never stored. */
@Component
public class AccessKeys {

    /** How every key begins, so that scanners of code and logs can find one. */
    public static final String PREFIX = "wbx_";

    private static final int LONGEST = 64;
    private static final Duration USE_WRITTEN = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final KeyedHash hash;
    private final AuditLog audit;

    AccessKeys(JdbcClient jdbc, MasterSecret secret, AuditLog audit) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.hash = new KeyedHash(secret.derive("api-key"));
    }

    /** An API key as issued: the only time its value is known. */
    public record IssuedKey(UUID id, String value) {}

    /**
     * A key to be made.
     *
     * @param scopes what it is limited to; null: everything its owner may, now and later
     * @param projectId the only project it sees, or null
     * @param validity null: until it is revoked
     */
    public record NewKey(
            String name,
            @Nullable Set<Permission> scopes,
            @Nullable UUID projectId,
            @Nullable Duration validity) {}

    /**
     * What is kept of an API key.
     *
     * @param lastUsedAt to the minute
     */
    public record KeyInfo(
            UUID id,
            String name,
            @Nullable List<Permission> scopes,
            @Nullable String project,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {}

    /** Makes a key of a user; what it may be limited to is checked by {@link KeyRules}. */
    @Transactional
    public IssuedKey create(Caller caller, UserAccount owner, NewKey key) {
        IssuedKey issued = issue(owner.id(), key, caller.userId());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("owner", owner.name());
        data.put("name", key.name());
        if (key.scopes() != null) {
            data.put("scopes", key.scopes().stream().sorted().toList());
        }
        if (key.projectId() != null) {
            data.put("project", key.projectId());
        }
        audit.record(caller, null, "key.created", "keys/" + issued.id(), data);
        return issued;
    }

    /** A key that nobody asked for: the first one of an installation. */
    @Transactional
    IssuedKey issue(UUID owner, NewKey key, @Nullable UUID createdBy) {
        return insert(owner, key, null, createdBy);
    }

    @Transactional
    IssuedKey issueRunToken(UUID owner, UUID projectId, UUID runId, Duration validity) {
        return insert(owner, new NewKey("run " + runId, null, projectId, validity), runId, null);
    }

    private IssuedKey insert(UUID owner, NewKey key, @Nullable UUID runId, @Nullable UUID createdBy) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        String value = PREFIX + KeyedHash.randomText(32);
        Duration validity = key.validity();
        Set<Permission> scopes = key.scopes();
        jdbc.sql("""
                        insert into ops.api_keys (id, user_id, name, hmac, project_id, run_id, expires_at, scopes, created_by)
                        values (:id, :owner, :name, :hmac, :project, :run, :expires, :scopes, :creator)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("name", key.name())
                .param("hmac", hash.of(value))
                .param("project", key.projectId())
                .param("run", runId)
                .param(
                        "expires",
                        validity == null ? null : Instant.now().plus(validity).atOffset(ZoneOffset.UTC))
                .param(
                        "scopes",
                        scopes == null
                                ? null
                                : scopes.stream().map(Permission::name).toArray(String[]::new))
                .param("creator", createdBy)
                .update();
        return new IssuedKey(id, value);
    }

    /** All keys a user ever had, without the tokens of runs. */
    @Transactional(readOnly = true)
    public List<KeyInfo> of(UUID userId) {
        return jdbc.sql("""
                        select k.*, p.name as project from ops.api_keys k left join ops.projects p on p.id = k.project_id
                        where k.user_id = ? and k.run_id is null order by k.created_at
                        """).param(userId).query(AccessKeys::info).list();
    }

    /**
     * Ends a key at once; what remembers it forgets it within a minute.
     *
     * @throws WorkbenchException NOT_FOUND when the user has no such active key
     */
    @Transactional
    public void revoke(Caller caller, UserAccount owner, UUID keyId) {
        int changed = jdbc.sql("""
                        update ops.api_keys set revoked_at = now()
                        where id = ? and user_id = ? and run_id is null and revoked_at is null
                        """).params(keyId, owner.id()).update();
        if (changed == 0) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "There is no such active key.");
        }
        audit.record(caller, null, "key.revoked", "keys/" + keyId, Map.of("owner", owner.name()));
    }

    /** Who holds a key, if it is good right now. */
    public Optional<Caller> verify(String value) {
        if (!value.startsWith(PREFIX) || value.length() > LONGEST) {
            return Optional.empty();
        }
        // Nobody asks yet: this finds out who.
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            return lookUp(value);
        }
    }

    private Optional<Caller> lookUp(String value) {
        Optional<Found> found =
                jdbc.sql("""
                        select u.id as user_id, u.name as user_name, u.role, k.id, k.project_id, k.run_id, k.scopes, k.last_used_at
                        from ops.api_keys k join ops.users u on u.id = k.user_id
                        where k.hmac = ? and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
                          and u.disabled_at is null
                        """).param(hash.of(value)).query(AccessKeys::found).optional();
        found.ifPresent(this::noteUse);
        return found.map(Found::caller);
    }

    private record Found(Caller caller, @Nullable Instant lastUsedAt) {}

    /** A write a minute, not one a request. */
    private void noteUse(Found found) {
        Instant last = found.lastUsedAt();
        boolean fresh = last != null && last.isAfter(Instant.now().minus(USE_WRITTEN));
        if (!found.caller().isRun() && !fresh) {
            jdbc.sql("""
                            update ops.api_keys set last_used_at = now()
                            where id = ? and (last_used_at is null or last_used_at < now() - interval '1 minute')
                            """).param(found.caller().keyId()).update();
        }
    }

    private static Found found(ResultSet row, int number) throws SQLException {
        List<Permission> scopes = scopes(row);
        return new Found(
                new Caller(
                        row.getObject("user_id", UUID.class),
                        row.getString("user_name"),
                        Role.valueOf(row.getString("role")),
                        row.getObject("id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        row.getObject("run_id", UUID.class),
                        scopes == null ? null : Set.copyOf(scopes),
                        null),
                instant(row, "last_used_at"));
    }

    private static KeyInfo info(ResultSet row, int number) throws SQLException {
        return new KeyInfo(
                row.getObject("id", UUID.class),
                row.getString("name"),
                scopes(row),
                row.getString("project"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"));
    }

    /** A permission that this build does not know is none. */
    private static @Nullable List<Permission> scopes(ResultSet row) throws SQLException {
        Array array = row.getArray("scopes");
        if (array == null) {
            return null;
        }
        List<String> names = Arrays.asList((String[]) array.getArray());
        return EnumSet.allOf(Permission.class).stream()
                .filter(permission -> names.contains(permission.name()))
                .toList();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
