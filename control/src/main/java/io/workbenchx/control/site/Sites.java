package io.workbenchx.control.site;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Opens, points and closes sites. Front doors follow within a second; requests under way go on where they are, so whoever stops a process takes
 * it out of the targets first and waits until {@link SiteActivity#open} names its run no more.
 */
@Component
public class Sites {

    private static final String SELECT = "select " + SiteRows.COLUMNS + " from ops.sites s where s.closed_at is null ";

    private final JdbcClient jdbc;
    private final SiteTargets targets;
    private final SiteUsage usage;
    private final SiteAddress address;
    private final AuditLog audit;

    Sites(JdbcClient jdbc, SiteTargets targets, SiteUsage usage, SiteAddress address, AuditLog audit) {
        this.jdbc = jdbc;
        this.targets = targets;
        this.usage = usage;
        this.address = address;
        this.audit = audit;
    }

    /**
     * Opens the site of this project, kind and name, or finds it open. One that was closed opens under the address it had, unless it belongs to
     * somebody else now.
     */
    @Transactional
    public Site open(NewSite site) {
        jdbc.sql("""
                        insert into ops.sites as s (id, label, project_id, kind, name, owner, access, wakes, framed)
                        values (:id, :label, :project, :kind, :name, :owner, :access, :wakes, :framed)
                        on conflict (project_id, kind, name) do update set wakes = excluded.wakes, framed = excluded.framed,
                          label = case when s.closed_at is null or s.owner = excluded.owner then s.label else excluded.label end,
                          owner = case when s.closed_at is null then s.owner else excluded.owner end,
                          access = case when s.closed_at is null then s.access else excluded.access end,
                          state = case when s.closed_at is null then s.state else 'STARTING' end,
                          reason = case when s.closed_at is null then s.reason end,
                          opened_at = case when s.closed_at is null then s.opened_at else now() end,
                          closed_at = null
                        """)
                .param("id", UuidCreator.getTimeOrderedEpoch())
                .param("label", SiteLabel.of(site.name()))
                .param("project", site.projectId())
                .param("kind", site.kind().wireName())
                .param("name", site.name())
                .param("owner", site.owner())
                .param("access", site.access().name())
                .param("wakes", site.wakes())
                .param("framed", site.framed())
                .update();
        return find(site.projectId(), site.kind(), site.name()).orElseThrow();
    }

    /**
     * Sends new requests to these processes and to no others.
     *
     * @param now none: requests wait, or are told how the service stands
     * @throws WorkbenchException NOT_FOUND when the site is closed
     */
    @Transactional
    public void point(UUID site, List<Target> now) {
        UUID project = jdbc.sql("select project_id from ops.sites where id = ? and closed_at is null for update")
                .param(site)
                .query(UUID.class)
                .optional()
                .orElseThrow(() -> closed(site));
        targets.replace(project, site, now);
        if (!now.isEmpty()) {
            tell(site, SiteState.RUNNING, null);
        }
    }

    /** Says how the service stands, for visitors who find nothing that answers. */
    @Transactional
    public void tell(UUID site, SiteState state, @Nullable String reason) {
        jdbc.sql("update ops.sites set state = ?, reason = ? where id = ?")
                .param(state.name())
                .param(reason)
                .param(site)
                .update();
    }

    /** Changes who may enter; whoever may not any more is out within a minute, open WebSockets included. */
    @Transactional
    public void setAccess(Caller caller, Project project, UUID site, SiteAccess access) {
        int changed = jdbc.sql("update ops.sites set access = ? where id = ? and project_id = ? and closed_at is null")
                .params(access.name(), site, project.id())
                .update();
        if (changed == 0) {
            throw closed(site);
        }
        audit.record(caller, project, "site.access_set", "sites/" + site, Map.of("access", access));
    }

    /** Ends the address: nobody enters any more, and who is inside is out within a minute. */
    @Transactional
    public void close(UUID site) {
        jdbc.sql("update ops.sites set closed_at = now(), state = 'STOPPED' where id = ? and closed_at is null")
                .param(site)
                .update();
        jdbc.sql("delete from ops.site_targets where site_id = ?").param(site).update();
        jdbc.sql("delete from ops.site_sessions where site_id = ?").param(site).update();
        jdbc.sql("delete from ops.site_codes where site_id = ?").param(site).update();
    }

    @Transactional(readOnly = true)
    public Optional<Site> find(UUID site) {
        return jdbc.sql(SELECT + "and s.id = ?")
                .param(site)
                .query(SiteRows::read)
                .optional();
    }

    @Transactional(readOnly = true)
    public Optional<Site> find(UUID project, RunKind kind, String name) {
        return jdbc.sql(SELECT + "and s.project_id = ? and s.kind = ? and s.name = ?")
                .params(project, kind.wireName(), name)
                .query(SiteRows::read)
                .optional();
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    @Transactional(readOnly = true)
    public Site require(Project project, String label) {
        return labelled(label)
                .filter(site -> site.projectId().equals(project.id()))
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no site " + label + " in project " + project.name() + "."));
    }

    /** The open site with this label, as far as whoever asks may see it. */
    @Transactional(readOnly = true)
    public Optional<Site> labelled(String label) {
        return jdbc.sql(SELECT + "and s.label = ?")
                .param(label)
                .query(SiteRows::read)
                .optional();
    }

    /** Open sites, by kind and name. */
    @Transactional(readOnly = true)
    public List<Site> of(Project project) {
        return jdbc.sql(SELECT + "and s.project_id = ? order by s.kind, s.name")
                .param(project.id())
                .query(SiteRows::read)
                .list();
    }

    public SiteActivity activity(UUID site) {
        return usage.activity(site);
    }

    /** Its first page, as a browser reaches it. */
    public String url(Site site) {
        return address.url(site.label());
    }

    private static WorkbenchException closed(UUID site) {
        return new WorkbenchException(FailureCode.NOT_FOUND, "The site " + site + " is closed: open it again first.");
    }
}
