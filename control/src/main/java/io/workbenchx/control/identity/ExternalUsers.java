package io.workbenchx.control.identity;

import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * People of other issuers. A person is issuer and subject, nothing else: names and addresses change hands. The first token makes the user;
 * every newer one is a sign-in, whose role counts.
 */
@Component
public class ExternalUsers {

    private static final Logger LOG = LoggerFactory.getLogger(ExternalUsers.class);
    private static final int LONGEST_NAME = 48;

    private final Identity identity;
    private final Users users;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    ExternalUsers(Identity identity, Users users, JdbcClient jdbc, AuditLog audit) {
        this.audit = audit;
        this.identity = identity;
        this.users = users;
        this.jdbc = jdbc;
    }

    /**
     * What a verified token says.
     *
     * @param name how the person is called there; becomes the user's name if that is free
     * @param role null: none
     * @param decides whether the issuer decides about roles; otherwise the role is only that of a new user
     * @param issuedAt when the token was issued
     */
    public record Person(
            String issuer,
            String subject,
            String name,
            @Nullable Role role,
            boolean decides,
            Instant issuedAt) {}

    /**
     * @return empty for a user who is disabled here
     * @throws WorkbenchException PERMISSION_DENIED for somebody without a role
     */
    @Transactional
    public Optional<Caller> signIn(Person person) {
        Bound bound = find(person).orElseGet(() -> create(person));
        UserAccount user = identity.user(bound.userId()).orElseThrow();
        if (user.disabledAt() != null) {
            return Optional.empty();
        }
        if (person.decides() && person.role() == null) {
            throw noRole(person);
        }
        if (person.issuedAt().isAfter(bound.signedInAt())) {
            user = signedInAgain(person, user);
        }
        return Optional.of(Caller.onBehalfOf(user));
    }

    private record Bound(UUID userId, Instant signedInAt) {}

    private Optional<Bound> find(Person person) {
        return jdbc.sql("select user_id, signed_in_at from ops.user_subjects where issuer = ? and subject = ?")
                .params(person.issuer(), person.subject())
                .query((row, n) -> new Bound(
                        row.getObject("user_id", UUID.class),
                        row.getObject("signed_in_at", OffsetDateTime.class).toInstant()))
                .optional();
    }

    private Bound create(Person person) {
        Role role = person.role();
        if (role == null) {
            throw noRole(person);
        }
        // Two requests with the first token of somebody may come at once.
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
                .param(person.issuer() + " " + person.subject())
                .query((row, n) -> 0)
                .list();
        Optional<Bound> faster = find(person);
        if (faster.isPresent()) {
            return faster.get();
        }
        UserAccount user = identity.createUser(freeName(person), role, null);
        jdbc.sql("insert into ops.user_subjects (issuer, subject, user_id, signed_in_at) values (?, ?, ?, ?)")
                .params(
                        person.issuer(),
                        person.subject(),
                        user.id(),
                        person.issuedAt().atOffset(ZoneOffset.UTC))
                .update();
        audit.record(
                Caller.onBehalfOf(user),
                null,
                "user.created",
                "users/" + user.name(),
                Map.of("role", role, "issuer", person.issuer()));
        recordSignIn(person, user);
        return new Bound(user.id(), person.issuedAt());
    }

    private UserAccount signedInAgain(Person person, UserAccount user) {
        int newer = jdbc.sql("""
                        update ops.user_subjects set signed_in_at = :at where issuer = :issuer and subject = :subject and signed_in_at < :at
                        """)
                .param("at", person.issuedAt().atOffset(ZoneOffset.UTC))
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .update();
        if (newer > 0) {
            recordSignIn(person, user);
        }
        Role role = person.role();
        if (newer == 0 || !person.decides() || role == null || role == user.role()) {
            return user;
        }
        return users.setRoleUnlessLast(Caller.onBehalfOf(user), user, role).orElseGet(() -> {
            LOG.warn(
                    "{} stays administrator although {} says otherwise: there is no other one",
                    user.name(),
                    person.issuer());
            return user;
        });
    }

    private void recordSignIn(Person person, UserAccount user) {
        audit.record(
                Caller.onBehalfOf(user),
                null,
                "sign_in.succeeded",
                "users/" + user.name(),
                Map.of("issuer", person.issuer()));
    }

    /** The name as our rules allow it; whoever has it already keeps it. */
    private String freeName(Person person) {
        String name =
                person.name().toLowerCase(Locale.ROOT).replaceAll("@.*", "").replaceAll("[^a-z0-9._-]", "-");
        name = name.replaceAll("^[^a-z0-9]+", "");
        name = name.substring(0, Math.min(name.length(), LONGEST_NAME));
        if (!name.isEmpty() && identity.userNamed(name).isEmpty()) {
            return name;
        }
        UUID unique =
                UUID.nameUUIDFromBytes((person.issuer() + "\n" + person.subject()).getBytes(StandardCharsets.UTF_8));
        return (name.isEmpty() ? "user" : name) + "-"
                + HexFormat.of().toHexDigits(unique.getMostSignificantBits()).substring(0, 10);
    }

    private static WorkbenchException noRole(Person person) {
        return new WorkbenchException(
                FailureCode.PERMISSION_DENIED,
                "Your account at " + person.issuer() + " has no role in this workbench: ask an administrator.");
    }
}
