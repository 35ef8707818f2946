package io.workbenchx.control.identity;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Users, passwords (Argon2id) and API keys (random 256 bits, looked up by HMAC; the key itself is never stored). */
@Component
public class Identity implements KeyVerifier {

    private static final String KEY_PREFIX = "wbx_";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final UserRepository users;
    private final JdbcAggregateTemplate aggregates;
    private final JdbcClient jdbc;
    private final byte[] hmacKey;
    private final PasswordEncoder passwords = Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    /** Verified against when the user does not exist, so that both answers take the same time. */
    private final String nobodysHash = passwords.encode(randomText(16));

    Identity(UserRepository users, JdbcAggregateTemplate aggregates, JdbcClient jdbc, MasterSecret secret) {
        this.users = users;
        this.aggregates = aggregates;
        this.jdbc = jdbc;
        this.hmacKey = secret.derive("api-key");
    }

    /** An API key as issued: the only time its value is known. */
    public record IssuedKey(UUID id, String value) {}

    /** What is kept of an API key. */
    public record KeyInfo(
            UUID id,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /** The first admin: made once, when there is no user at all. */
    public record FirstAdmin(String name, String password, String apiKey) {}

    @Transactional
    public Optional<FirstAdmin> createFirstAdmin() {
        // Serialises first starts of several processes.
        jdbc.sql("select pg_advisory_xact_lock(7820001)").query((row, n) -> 0).list();
        if (users.count() > 0) {
            return Optional.empty();
        }
        String password = randomText(18);
        UserAccount admin = createUser("admin", Role.ADMIN, password);
        return Optional.of(new FirstAdmin(
                admin.name(),
                password,
                issueKey(admin.id(), "first start", null).value()));
    }

    @Transactional
    public UserAccount createUser(String name, Role role, @Nullable String password) {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A user name has 1 to 63 lower-case letters, digits, dots, dashes or underscores; \"" + name
                            + "\" has not.");
        }
        if (users.findByName(name).isPresent()) {
            throw new WorkbenchException(FailureCode.CONFLICT, "There is already a user " + name + ".");
        }
        return aggregates.insert(new UserAccount(
                UuidCreator.getTimeOrderedEpoch(),
                name,
                role,
                password == null ? null : passwords.encode(password),
                Instant.now(),
                null));
    }

    public Optional<UserAccount> user(UUID id) {
        return users.findById(id);
    }

    public Optional<UserAccount> userNamed(String name) {
        return users.findByName(name);
    }

    @Transactional
    public IssuedKey issueKey(UUID userId, String name, @Nullable Duration validity) {
        return issue(userId, name, null, null, validity);
    }

    /** A token that a running job gets for exactly its project and run; revoked when the run ends. */
    @Transactional
    public IssuedKey issueRunToken(UUID userId, UUID projectId, UUID runId, Duration validity) {
        return issue(userId, "run " + runId, projectId, runId, validity);
    }

    private IssuedKey issue(
            UUID userId, String name, @Nullable UUID projectId, @Nullable UUID runId, @Nullable Duration validity) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        String value = KEY_PREFIX + randomText(32);
        jdbc.sql(
                        "insert into ops.api_keys (id, user_id, name, hmac, project_id, run_id, expires_at) values (?, ?, ?, ?, ?, ?, ?)")
                .params(id, userId, name, hmac(value))
                .param(projectId)
                .param(runId)
                .param(validity == null ? null : Instant.now().plus(validity).atOffset(ZoneOffset.UTC))
                .update();
        return new IssuedKey(id, value);
    }

    @Transactional(readOnly = true)
    public List<KeyInfo> keysOf(UUID userId) {
        return jdbc.sql("""
                        select id, name, created_at, expires_at, revoked_at from ops.api_keys
                        where user_id = ? and run_id is null order by created_at
                        """)
                .param(userId)
                .query((row, n) -> new KeyInfo(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant(),
                        instant(row.getObject("expires_at", OffsetDateTime.class)),
                        instant(row.getObject("revoked_at", OffsetDateTime.class))))
                .list();
    }

    @Transactional
    public void revokeKey(UUID userId, UUID keyId) {
        int changed = jdbc.sql(
                        "update ops.api_keys set revoked_at = now() where id = ? and user_id = ? and revoked_at is null")
                .params(keyId, userId)
                .update();
        if (changed == 0) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "There is no such active key.");
        }
    }

    @Override
    public Optional<Caller> verifyKey(String value) {
        if (!value.startsWith(KEY_PREFIX) || value.length() > 64) {
            return Optional.empty();
        }
        // Nobody asks yet: this finds out who.
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            return find(value);
        }
    }

    private Optional<Caller> find(String value) {
        return jdbc.sql("""
                        select u.id, u.name, u.role, k.id as key_id, k.project_id, k.run_id
                        from ops.api_keys k join ops.users u on u.id = k.user_id
                        where k.hmac = ? and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
                          and u.disabled_at is null
                        """)
                .param(hmac(value))
                .query((row, n) -> new Caller(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        Role.valueOf(row.getString("role")),
                        row.getObject("key_id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        row.getObject("run_id", UUID.class)))
                .optional();
    }

    @Override
    public Optional<Caller> verifyPassword(String name, String password) {
        Optional<UserAccount> user = users.findByName(name).filter(found -> found.disabledAt() == null);
        String hash = user.map(UserAccount::passwordHash).orElse(null);
        boolean matches = passwords.matches(password, hash == null ? nobodysHash : hash);
        return matches && hash != null ? user.map(Caller::onBehalfOf) : Optional.empty();
    }

    private byte[] hmac(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hmacKey, "HmacSHA256"));
            return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java platform", e);
        }
    }

    private static String randomText(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
