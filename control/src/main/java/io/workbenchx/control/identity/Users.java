package io.workbenchx.control.identity;

import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What administrators do with users, and users with their own password. */
@Component
public class Users {

    private final UserRepository users;
    private final Passwords passwords;
    private final SignIns signIns;
    private final Identity identity;
    private final AccessKeys keys;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    Users(
            UserRepository users,
            Passwords passwords,
            SignIns signIns,
            Identity identity,
            AccessKeys keys,
            JdbcClient jdbc,
            AuditLog audit) {
        this.users = users;
        this.identity = identity;
        this.keys = keys;
        this.audit = audit;
        this.passwords = passwords;
        this.signIns = signIns;
        this.jdbc = jdbc;
    }

    /** A user as made, and the first key. */
    public record Created(UserAccount user, AccessKeys.IssuedKey key) {}

    /**
     * Makes a user with a key that is good for 90 days.
     *
     * @param password null for users who sign in by key
     * @throws WorkbenchException SPEC_INVALID for a name or password that is none, CONFLICT for a name that is taken
     */
    @Transactional
    public Created create(Caller caller, String name, Role role, @Nullable String password) {
        UserAccount user = identity.createUser(name, role, password);
        record(caller, "user.created", user, Map.of("role", role));
        AccessKeys.NewKey first =
                new AccessKeys.NewKey("first key", null, null, KeyRules.validity(null, false, role, true));
        return new Created(user, keys.create(caller, user, first));
    }

    /** Everybody, by name. */
    @Transactional(readOnly = true)
    public List<UserAccount> all() {
        return users.findAllByOrderByName();
    }

    /** Service accounts, by name. */
    @Transactional(readOnly = true)
    public List<UserAccount> services() {
        return all().stream().filter(user -> user.role() == Role.SERVICE).toList();
    }

    /** Where a user signs in besides here: the issuer; empty for local users. */
    @Transactional(readOnly = true)
    public Optional<String> issuerOf(UUID userId) {
        return jdbc.sql("select issuer from ops.user_subjects where user_id = ? order by created_at limit 1")
                .param(userId)
                .query(String.class)
                .optional();
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    @Transactional(readOnly = true)
    public UserAccount require(String name) {
        return users.findByName(name)
                .orElseThrow(() -> new WorkbenchException(FailureCode.NOT_FOUND, "There is no user " + name + "."));
    }

    /**
     * Refuses everything the user asks for from now on, and ends every sign-in.
     *
     * @throws WorkbenchException NOT_FOUND, or CONFLICT for the last administrator
     */
    @Transactional
    public UserAccount disable(Caller caller, String name) {
        UserAccount user = require(name);
        if (isLastAdministrator(user)) {
            throw lastAdministrator(user);
        }
        jdbc.sql("update ops.users set disabled_at = coalesce(disabled_at, ?::timestamptz) where id = ?")
                .params(Instant.now().toString(), user.id())
                .update();
        signIns.endAll(user.id());
        record(caller, "user.disabled", user, Map.of());
        return require(name);
    }

    /** Lets a disabled user in again; ended sign-ins stay ended. */
    @Transactional
    public UserAccount enable(Caller caller, String name) {
        UserAccount user = require(name);
        jdbc.sql("update ops.users set disabled_at = null where id = ?")
                .param(user.id())
                .update();
        record(caller, "user.enabled", user, Map.of());
        return require(name);
    }

    /**
     * @throws WorkbenchException NOT_FOUND; CONFLICT for the last administrator, and between people and services
     */
    @Transactional
    public UserAccount setRole(Caller caller, String name, Role role) {
        UserAccount user = require(name);
        if (user.role() == role) {
            return user;
        }
        if (user.role() == Role.SERVICE || role == Role.SERVICE) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "A person does not become a service account, nor the other way round: make another user.");
        }
        return setRoleUnlessLast(caller, user, role).orElseThrow(() -> lastAdministrator(user));
    }

    /** Empty when nobody else would be left to administer the workbench. */
    Optional<UserAccount> setRoleUnlessLast(Caller caller, UserAccount user, Role role) {
        if (role != Role.ADMIN && isLastAdministrator(user)) {
            return Optional.empty();
        }
        jdbc.sql("update ops.users set role = ? where id = ?")
                .params(role.name(), user.id())
                .update();
        record(caller, "user.role_set", user, Map.of("role", role, "before", user.role()));
        return users.findById(user.id());
    }

    /**
     * A new password from an administrator. Ends every sign-in of the user.
     *
     * @throws WorkbenchException NOT_FOUND, SPEC_INVALID for a weak one, CONFLICT for service accounts and users of another issuer
     */
    @Transactional
    public void resetPassword(Caller caller, String name, String password) {
        UserAccount user = require(name);
        if (user.role() == Role.SERVICE) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, name + " is a service account: it has keys, not a password.");
        }
        if (issuerOf(user.id()).isPresent()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, name + " signs in at another issuer: the password is changed there.");
        }
        store(user, password);
        record(caller, "password.reset", user, Map.of());
    }

    /**
     * A user's own new password, after the present one was verified. Ends every sign-in of the user.
     *
     * @throws WorkbenchException SPEC_INVALID when it is weak
     */
    @Transactional
    public void changePassword(Caller caller, String password) {
        UserAccount user = require(caller.name());
        store(user, password);
        record(caller, "password.changed", user, Map.of());
    }

    private void record(Caller caller, String action, UserAccount user, Map<String, ?> data) {
        audit.record(caller, null, action, "users/" + user.name(), data);
    }

    private void store(UserAccount user, String password) {
        jdbc.sql("update ops.users set password_hash = ? where id = ?")
                .params(passwords.accept(user.name(), password), user.id())
                .update();
        signIns.endAll(user.id());
    }

    /** Serialised, or two administrators could remove each other at the same moment. */
    private boolean isLastAdministrator(UserAccount user) {
        jdbc.sql("select pg_advisory_xact_lock(7820002)").query((row, n) -> 0).list();
        return user.role() == Role.ADMIN
                && user.disabledAt() == null
                && jdbc.sql("select count(*) from ops.users where role = 'ADMIN' and disabled_at is null and id <> ?")
                                .param(user.id())
                                .query(Long.class)
                                .single()
                        == 0;
    }

    private static WorkbenchException lastAdministrator(UserAccount user) {
        return new WorkbenchException(
                FailureCode.CONFLICT,
                user.name() + " is the last administrator of the workbench: make another one first.");
    }
}
