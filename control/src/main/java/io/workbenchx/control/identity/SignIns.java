package io.workbenchx.control.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sign-ins at the embedded issuer. Each code and each refresh token is good once; who comes with one a second time, or has seen it being
 * used, holds a copy, so the whole sign-in ends.
 */
@Component
public class SignIns {

    private static final Duration SESSION = Duration.ofHours(12);
    private static final int KEPT_DAYS = 30;

    private final JdbcClient jdbc;
    private final KeyedHash hash;

    SignIns(JdbcClient jdbc, MasterSecret secret) {
        this.jdbc = jdbc;
        this.hash = new KeyedHash(secret.derive("sign-in"));
    }

    private enum Kind {
        CODE,
        REFRESH
    }

    /** One use of the issuer by one client. */
    public record SignIn(UUID id, UUID userId, String client, String redirectUri, String codeChallenge) {}

    /** A sign-in found by a token of it, and how long that token is good. */
    public record Grant(SignIn signIn, Instant issuedAt, Instant expiresAt) {}

    /** Keeps a sign-in with the code that its client redeems. */
    @Transactional
    public void begin(SignIn signIn, String code, Instant issuedAt, Instant expiresAt) {
        forgetOld();
        jdbc.sql("insert into ops.sign_ins (id, user_id, client, redirect_uri, code_challenge) values (?, ?, ?, ?, ?)")
                .params(signIn.id(), signIn.userId(), signIn.client(), signIn.redirectUri(), signIn.codeChallenge())
                .update();
        insert(signIn.id(), Kind.CODE, code, issuedAt, expiresAt);
    }

    /** The sign-in of a code that was not redeemed yet. */
    @Transactional
    public Optional<Grant> byCode(String code) {
        Optional<Found> found = find(Kind.CODE, code);
        found.filter(Found::used)
                .ifPresent(replay -> end(replay.grant().signIn().id()));
        return found.filter(grant -> !grant.used()).map(Found::grant);
    }

    /**
     * Uses a code up.
     *
     * @return false when somebody else was faster; the sign-in has ended then
     */
    @Transactional
    public boolean redeem(UUID signIn, String code) {
        boolean first = consume(code);
        if (!first) {
            end(signIn);
        }
        return first;
    }

    /** Uses a refresh token up and gives its sign-in. */
    @Transactional
    public Optional<Grant> refresh(String token) {
        Optional<Found> found = find(Kind.REFRESH, token);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Grant grant = found.get().grant();
        if (!consume(token)) {
            end(grant.signIn().id());
            return Optional.empty();
        }
        return Optional.of(grant);
    }

    /** Keeps the next refresh token of a sign-in. */
    @Transactional
    public void addRefresh(UUID signIn, String token, Instant issuedAt, Instant expiresAt) {
        insert(signIn, Kind.REFRESH, token, issuedAt, expiresAt);
    }

    /** Ends a sign-in: none of its tokens is good any more. */
    @Transactional
    public void end(UUID signIn) {
        jdbc.sql("update ops.sign_ins set ended_at = now() where id = ? and ended_at is null")
                .param(signIn)
                .update();
    }

    /** Ends every sign-in and every browser session of a user. */
    @Transactional
    public void endAll(UUID user) {
        jdbc.sql("update ops.sign_ins set ended_at = now() where user_id = ? and ended_at is null")
                .param(user)
                .update();
        jdbc.sql("delete from ops.browser_sessions where user_id = ?")
                .param(user)
                .update();
    }

    /** A browser that signed in: the value of its cookie, good for half a day. */
    @Transactional
    public String openSession(UUID user) {
        jdbc.sql("delete from ops.browser_sessions where expires_at < now()").update();
        String value = KeyedHash.randomText(32);
        jdbc.sql("insert into ops.browser_sessions (hash, user_id, expires_at) values (?, ?, ?)")
                .params(hash.of(value), user, at(Instant.now().plus(SESSION)))
                .update();
        return value;
    }

    /** Whose browser it is. */
    @Transactional(readOnly = true)
    public Optional<UUID> session(String value) {
        return jdbc.sql("""
                        select s.user_id from ops.browser_sessions s join ops.users u on u.id = s.user_id
                        where s.hash = ? and s.expires_at > now() and u.disabled_at is null
                        """).param(hash.of(value)).query(UUID.class).optional();
    }

    @Transactional
    public void closeSession(String value) {
        jdbc.sql("delete from ops.browser_sessions where hash = ?")
                .param(hash.of(value))
                .update();
    }

    private record Found(Grant grant, boolean used) {}

    private Optional<Found> find(Kind kind, String token) {
        return jdbc.sql("""
                        select s.*, t.issued_at, t.expires_at, t.used_at from ops.sign_in_tokens t
                        join ops.sign_ins s on s.id = t.sign_in_id join ops.users u on u.id = s.user_id
                        where t.hash = ? and t.kind = ? and s.ended_at is null and u.disabled_at is null
                        """)
                .params(hash.of(token), kind.name())
                .query(SignIns::found)
                .optional();
    }

    private boolean consume(String token) {
        return jdbc.sql("update ops.sign_in_tokens set used_at = now() where hash = ? and used_at is null")
                        .param(hash.of(token))
                        .update()
                == 1;
    }

    private void insert(UUID signIn, Kind kind, String token, Instant issuedAt, Instant expiresAt) {
        jdbc.sql(
                        "insert into ops.sign_in_tokens (hash, sign_in_id, kind, issued_at, expires_at) values (?, ?, ?, ?, ?)")
                .params(hash.of(token), signIn, kind.name(), at(issuedAt), at(expiresAt))
                .update();
    }

    /** A sign-in without a token that is good can be forgotten, a while after. */
    private void forgetOld() {
        jdbc.sql("""
                        delete from ops.sign_ins s where s.created_at < now() - make_interval(days => ?) and not exists (
                          select 1 from ops.sign_in_tokens t where t.sign_in_id = s.id and t.expires_at > now())
                        """).param(KEPT_DAYS).update();
    }

    private static Found found(ResultSet row, int number) throws SQLException {
        return new Found(
                new Grant(
                        new SignIn(
                                row.getObject("id", UUID.class),
                                row.getObject("user_id", UUID.class),
                                row.getString("client"),
                                row.getString("redirect_uri"),
                                row.getString("code_challenge")),
                        row.getObject("issued_at", OffsetDateTime.class).toInstant(),
                        row.getObject("expires_at", OffsetDateTime.class).toInstant()),
                row.getObject("used_at") != null);
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
