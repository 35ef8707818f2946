package io.workbenchx.control.site;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.audit.Actor;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyedHash;
import io.workbenchx.control.identity.MasterSecret;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who is inside a site. A signed-in person gets a code that is good once and for a minute; the browser that shows it to the site gets a cookie
 * for that site alone. It ends with the membership, the account, and the key or sign-in it came from.
 */
@Component
public class SiteVisits {

    private static final Duration CODE = Duration.ofSeconds(60);
    private static final Duration SESSION = Duration.ofHours(12);
    /** A path of the site itself: nothing that a browser would take for another host. */
    private static final Pattern PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,1023}|/");

    /** What holds for a session as long as it is good. */
    private static final String GOOD = """
             from ops.site_sessions x join ops.users u on u.id = x.user_id and u.disabled_at is null
             where x.expires_at > now() and ops.may_visit(x.site_id, x.user_id)
               and (x.key_id is null or exists (select 1 from ops.api_keys k
                 where k.id = x.key_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())))
               and (x.sign_in_id is null or exists (select 1 from ops.sign_ins i where i.id = x.sign_in_id and i.ended_at is null))
            """;

    private final Sites sites;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final KeyedHash hash;

    SiteVisits(Sites sites, JdbcClient jdbc, AuditLog audit, MasterSecret secret) {
        this.sites = sites;
        this.jdbc = jdbc;
        this.audit = audit;
        this.hash = new KeyedHash(secret.derive("site"));
    }

    /**
     * The way in for one browser.
     *
     * @param url to be opened until then, once
     */
    public record Code(String url, Instant expiresAt) {}

    /**
     * A browser that may enter now.
     *
     * @param cookie value of its cookie, known only here
     * @param path page that was asked for
     */
    public record Entered(String cookie, String path) {}

    /**
     * Who visits.
     *
     * @param session the browser's
     * @param keyId API key it came from, if one
     */
    public record Visitor(
            UUID session,
            UUID userId,
            String name,
            @Nullable UUID keyId) implements Actor {
        @Override
        public @Nullable UUID runId() {
            return null;
        }
    }

    /** A browser that is inside. */
    public record Session(UUID id, String user, Instant createdAt, Instant expiresAt) {}

    /**
     * A code that lets one browser in. Asked in the workbench's own scope: a site may be open to people who see nothing else of its project.
     *
     * @param project only a site of this one; null: of any
     * @param path page to show first, such as {@code /lab}
     * @throws WorkbenchException NOT_FOUND for who may not enter, as for a site that does not exist; SPEC_INVALID for a path that is none
     */
    public Code code(Caller caller, @Nullable Project project, String label, String path) {
        if (!PATH.matcher(path).matches()) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A path of a site begins with one slash and has no spaces, such as /lab.");
        }
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            Site site = sites.labelled(label)
                    .filter(found -> project == null || project.id().equals(found.projectId()))
                    .filter(found -> mayVisit(caller, found))
                    .orElseThrow(() -> new WorkbenchException(
                            FailureCode.NOT_FOUND, "There is no site " + label + " that you can enter."));
            return issue(caller, site, path);
        }
    }

    private Code issue(Caller caller, Site site, String path) {
        String code = KeyedHash.randomText(32);
        Instant expires = Instant.now().plus(CODE);
        jdbc.sql("delete from ops.site_codes where expires_at < now()").update();
        jdbc.sql("""
                        insert into ops.site_codes (hash, site_id, project_id, user_id, key_id, sign_in_id, path, expires_at)
                        values (:hash, :site, :project, :user, :key, :signIn, :path, :expires)
                        """)
                .param("hash", hash.of(code))
                .param("site", site.id())
                .param("project", site.projectId())
                .param("user", caller.userId())
                .param("key", caller.keyId())
                .param("signIn", caller.signInId())
                .param("path", path)
                .param("expires", expires.atOffset(ZoneOffset.UTC))
                .update();
        return new Code(sites.url(site) + "_wbx/enter?code=" + code, expires);
    }

    /** Whether somebody who comes with this credential may enter. Runs never do: they are programs of others. */
    @Transactional(readOnly = true)
    public boolean mayVisit(Caller caller, Site site) {
        boolean good = !caller.isRun()
                && caller.inScope(Permission.SITE_ENTER)
                && (caller.projectId() == null || caller.projectId().equals(site.projectId()));
        return good
                && jdbc.sql("select ops.may_visit(?, ?)")
                        .params(site.id(), caller.userId())
                        .query(Boolean.class)
                        .single();
    }

    private record Used(
            UUID user, @Nullable UUID key, @Nullable UUID signIn, String path) {}

    /** Uses a code up. Empty for one that is not good, for another site, or used before. */
    @Transactional
    public Optional<Entered> enter(Site site, String code) {
        Optional<Used> found = jdbc.sql("""
                        delete from ops.site_codes where hash = ? and site_id = ? and expires_at > now()
                        returning user_id, key_id, sign_in_id, path
                        """)
                .params(hash.of(code), site.id())
                .query((row, n) -> new Used(
                        row.getObject("user_id", UUID.class),
                        row.getObject("key_id", UUID.class),
                        row.getObject("sign_in_id", UUID.class),
                        row.getString("path")))
                .optional();
        return found.flatMap(used -> begin(site, used));
    }

    private Optional<Entered> begin(Site site, Used used) {
        String cookie = KeyedHash.randomText(32);
        UUID id = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("delete from ops.site_sessions where expires_at < now()").update();
        jdbc.sql("""
                        insert into ops.site_sessions (id, hash, site_id, project_id, user_id, key_id, sign_in_id, expires_at)
                        values (:id, :hash, :site, :project, :user, :key, :signIn, :expires)
                        """)
                .param("id", id)
                .param("hash", hash.of(cookie))
                .param("site", site.id())
                .param("project", site.projectId())
                .param("user", used.user())
                .param("key", used.key())
                .param("signIn", used.signIn())
                .param("expires", Instant.now().plus(SESSION).atOffset(ZoneOffset.UTC))
                .update();
        // Much can have happened within the minute of a code.
        return visitor(site, cookie).map(visitor -> {
            audit.record(visitor, site::projectId, "site.entered", "sites/" + site.id(), Map.of());
            return new Entered(cookie, used.path());
        });
    }

    /** Who comes with a cookie. */
    @Transactional(readOnly = true)
    public Optional<Visitor> visitor(Site site, String cookie) {
        return jdbc.sql("select x.id, x.user_id, u.name, x.key_id" + GOOD + " and x.site_id = ? and x.hash = ?")
                .params(site.id(), hash.of(cookie))
                .query((row, n) -> new Visitor(
                        row.getObject("id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        row.getString("name"),
                        row.getObject("key_id", UUID.class)))
                .optional();
    }

    /** Those of these sessions that are still good. */
    @Transactional(readOnly = true)
    public Set<UUID> good(Collection<UUID> sessions) {
        return new HashSet<>(jdbc.sql("select x.id" + GOOD + " and x.id = any(?)")
                .param(sessions.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /** Browsers that are inside, the latest first. Asked in the workbench's own scope: whether a key is good only its owner sees. */
    public List<Session> of(Site site) {
        try (AccessScope.Opened asking = AccessScope.workbench(site.projectId()).open()) {
            return jdbc.sql("select x.id, u.name, x.created_at, x.expires_at" + GOOD
                            + " and x.site_id = ? order by x.created_at desc")
                    .param(site.id())
                    .query(SiteVisits::session)
                    .list();
        }
    }

    /** A browser leaves. */
    @Transactional
    public void leave(UUID session) {
        jdbc.sql("delete from ops.site_sessions where id = ?").param(session).update();
    }

    /**
     * Puts a browser out; what it has open ends within a minute.
     *
     * @throws WorkbenchException NOT_FOUND
     */
    @Transactional
    public void revoke(Caller caller, Project project, Site site, UUID session) {
        int ended = jdbc.sql("delete from ops.site_sessions where id = ? and site_id = ?")
                .params(session, site.id())
                .update();
        if (ended == 0) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "There is no such browser inside this site.");
        }
        audit.record(caller, project, "site.session_revoked", "sites/" + site.id(), Map.of("session", session));
    }

    private static Session session(ResultSet row, int number) throws SQLException {
        return new Session(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }
}
