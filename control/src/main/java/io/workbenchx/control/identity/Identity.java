package io.workbenchx.control.identity;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.identity.AccessKeys.NewKey;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Users, and who holds which credential. */
@Component
public class Identity implements KeyVerifier {

    private final UserRepository users;
    private final JdbcAggregateTemplate aggregates;
    private final JdbcClient jdbc;
    private final Passwords passwords;
    private final AccessKeys keys;

    Identity(
            UserRepository users,
            JdbcAggregateTemplate aggregates,
            JdbcClient jdbc,
            Passwords passwords,
            AccessKeys keys) {
        this.users = users;
        this.aggregates = aggregates;
        this.jdbc = jdbc;
        this.passwords = passwords;
        this.keys = keys;
    }

    /** The first admin: made once, when there is no user at all. */
    public record FirstAdmin(String name, String password, String apiKey) {}

    @Transactional
    public Optional<FirstAdmin> createFirstAdmin() {
        // Serialises first starts of several processes.
        jdbc.sql("select pg_advisory_xact_lock(7820001)").query((row, n) -> 0).list();
        if (users.count() > 0) {
            return Optional.empty();
        }
        String password = KeyedHash.randomText(18);
        UserAccount admin = createUser("admin", Role.ADMIN, password);
        return Optional.of(new FirstAdmin(
                admin.name(),
                password,
                issueKey(admin.id(), "first start", null).value()));
    }

    /**
     * @param password null for users who sign in by key or at another issuer
     * @throws WorkbenchException SPEC_INVALID for a name or password that is none, CONFLICT for a name that is taken
     */
    @Transactional
    public UserAccount createUser(String name, Role role, @Nullable String password) {
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A user name has 1 to 63 lower-case letters, digits, dots, dashes or underscores; \"" + name
                            + "\" has not.");
        }
        if (role == Role.SERVICE && password != null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "A service account has keys, not a password: leave the password out.");
        }
        if (users.findByName(name).isPresent()) {
            throw new WorkbenchException(FailureCode.CONFLICT, "There is already a user " + name + ".");
        }
        return aggregates.insert(new UserAccount(
                UuidCreator.getTimeOrderedEpoch(),
                name,
                role,
                password == null ? null : passwords.accept(name, password),
                Instant.now(),
                null));
    }

    @Transactional(readOnly = true)
    public Optional<UserAccount> user(UUID id) {
        return users.findById(id);
    }

    @Transactional(readOnly = true)
    public Optional<UserAccount> userNamed(String name) {
        return users.findByName(name);
    }

    /**
     * A key for everything its owner may.
     *
     * @param validity null: until it is revoked
     */
    @Transactional
    public AccessKeys.IssuedKey issueKey(UUID userId, String name, @Nullable Duration validity) {
        return keys.issue(userId, new NewKey(name, null, null, validity), userId);
    }

    /** A token that a running job gets for exactly its project and run; revoked when the run ends. */
    @Transactional
    public AccessKeys.IssuedKey issueRunToken(UUID userId, UUID projectId, UUID runId, Duration validity) {
        return keys.issueRunToken(userId, projectId, runId, validity);
    }

    @Override
    public Optional<Caller> verifyKey(String value) {
        return keys.verify(value);
    }

    @Override
    public Optional<Caller> verifyPassword(String name, String password) {
        // Read first: no connection is held while the hash is computed.
        Optional<UserAccount> user =
                users.findByName(name).filter(found -> found.disabledAt() == null && found.role() != Role.SERVICE);
        boolean matches =
                passwords.matches(password, user.map(UserAccount::passwordHash).orElse(null));
        return matches ? user.map(Caller::onBehalfOf) : Optional.empty();
    }

    /** A user who signed in at the embedded issuer, unless that sign-in has ended since. */
    public Optional<Caller> signedIn(UUID userId, UUID signInId) {
        return users.findById(userId)
                .map(user -> new Caller(user.id(), user.name(), user.role(), null, null, null, null, signInId))
                .flatMap(this::recheck);
    }

    /**
     * Looks again at somebody who was let in a while ago.
     *
     * @return the caller with the role of now; empty when the user was disabled, the key revoked or the sign-in ended
     */
    public Optional<Caller> recheck(Caller caller) {
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            return reread(caller);
        }
    }

    private Optional<Caller> reread(Caller caller) {
        return jdbc.sql("""
                        select u.role from ops.users u where u.id = :user and u.disabled_at is null
                          and (cast(:key as uuid) is null or exists (
                            select 1 from ops.api_keys k where k.id = :key and k.revoked_at is null
                              and (k.expires_at is null or k.expires_at > now())))
                          and (cast(:signIn as uuid) is null or exists (
                            select 1 from ops.sign_ins s where s.id = :signIn and s.user_id = u.id and s.ended_at is null))
                        """)
                .param("user", caller.userId())
                .param("key", caller.keyId())
                .param("signIn", caller.signInId())
                .query(String.class)
                .optional()
                .map(role -> new Caller(
                        caller.userId(),
                        caller.name(),
                        Role.valueOf(role),
                        caller.keyId(),
                        caller.projectId(),
                        caller.runId(),
                        caller.scopes(),
                        caller.signInId()));
    }
}
