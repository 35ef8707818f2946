package io.workbenchx.control.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.ControlContext;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.AccessKeys.IssuedKey;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.Members;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.site.SiteVisits.Entered;
import io.workbenchx.control.site.SiteVisits.Visitor;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sites, their targets and their visitors in a real database. */
class SitesTest {

    private static final ControlContext CONTROL = ControlContext.shared();

    private final Sites sites = CONTROL.get(Sites.class);
    private final SiteVisits visits = CONTROL.get(SiteVisits.class);
    private final Members members = CONTROL.get(Members.class);
    private final JdbcClient jdbc = JdbcClient.create(TestDatabase.owner());
    private final UserAccount ana = CONTROL.user(Role.ENGINEER);
    private final Caller owner = Caller.onBehalfOf(ana);
    private final Project project = CONTROL.project(owner);

    private Site open(SiteAccess access) {
        return sites.open(
                new NewSite(project.id(), RunKind.DEPLOYMENT, "Churn explorer!", ana.id(), access, false, true));
    }

    private Caller member(MemberRole role) {
        UserAccount user = CONTROL.user(Role.ENGINEER);
        members.set(owner, project, user.id(), role);
        return Caller.onBehalfOf(user);
    }

    private UUID run() {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, 'deployment', '{}', ?, '', ?, 'test', ?, '', 3, true, array['CPU_SECONDS'],
                          array[10::numeric], null, null, null, null, true, '{}')
                        """)
                .params(id, project.id(), "0".repeat(64), ana.id(), id.toString())
                .query(String.class)
                .single();
        return id;
    }

    private static Target target(UUID run, String name, Map<String, String> headers) {
        return new Target(run, name, 1, Path.of("/run/" + name), 1000, 1, headers);
    }

    private List<Target> targets(Site site) {
        return CONTROL.get(SiteDirectory.class).current().stream()
                .filter(listing -> listing.site().id().equals(site.id()))
                .findFirst()
                .orElseThrow()
                .targets();
    }

    private static String codeOf(String url) {
        return url.substring(url.indexOf("code=") + 5);
    }

    private Optional<Entered> enter(Caller caller, Site site) {
        return visits.enter(
                site, codeOf(visits.code(caller, null, site.label(), "/").url()));
    }

    @Test
    void opensOnceAndKeepsItsAddress() {
        Site site = open(SiteAccess.MEMBERS);

        assertThat(site.label()).matches("churn-explorer-[a-z2-9]{10}");
        assertThat(sites.url(site)).isEqualTo("http://" + site.label() + ".localhost:8081/");
        assertThat(site.state()).isEqualTo(SiteState.STARTING);
        assertThat(open(SiteAccess.PUBLIC)).isEqualTo(site);
        assertThat(sites.of(project)).containsExactly(site);
        assertThat(sites.require(project, site.label())).isEqualTo(site);

        sites.close(site.id());
        assertThat(sites.find(site.id())).isEmpty();
        assertThat(sites.of(project)).isEmpty();
        assertThat(open(SiteAccess.OWNER).label()).isEqualTo(site.label());
    }

    @Test
    void somebodyElseDoesNotGetTheAddressOfAClosedSite() {
        Site site = open(SiteAccess.OWNER);
        sites.close(site.id());
        Caller other = member(MemberRole.EDITOR);

        Site again = sites.open(
                new NewSite(project.id(), site.kind(), site.name(), other.userId(), SiteAccess.OWNER, false, false));

        assertThat(again.owner()).isEqualTo(other.userId());
        assertThat(again.label()).isNotEqualTo(site.label());
    }

    @Test
    void pointsToNewTargetsAtOnceAndKeepsTheirHeadersSecret() {
        Site site = open(SiteAccess.MEMBERS);
        UUID run = run();
        Target one = target(run, "0", Map.of("Authorization", "token s3cret"));
        Target two = target(run, "1", Map.of());

        sites.point(site.id(), List.of(one, two));

        assertThat(targets(site)).containsExactly(one, two);
        assertThat(sites.find(site.id()).orElseThrow().state()).isEqualTo(SiteState.RUNNING);
        assertThat(one.toString()).doesNotContain("s3cret").contains("Authorization");
        byte[] stored = jdbc.sql("select headers from ops.site_targets where site_id = ? and name = '0'")
                .param(site.id())
                .query(byte[].class)
                .single();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");

        sites.point(site.id(), List.of(two));
        assertThat(targets(site)).containsExactly(two);
    }

    @Test
    void aTargetWithHeadersOfAnotherGetsNoRequests() {
        Site site = open(SiteAccess.MEMBERS);
        UUID run = run();
        Target one = target(run, "0", Map.of("Authorization", "token s3cret"));
        sites.point(site.id(), List.of(one, target(run, "1", Map.of("Authorization", "token other"))));
        targets(site);

        jdbc.sql("""
                        update ops.site_targets set headers = (select headers from ops.site_targets where site_id = :site and name = '0')
                        where site_id = :site and name = '1'
                        """).param("site", site.id()).update();

        assertThat(targets(site)).containsExactly(one);
    }

    @Test
    void aClosedSiteIsNotPointed() {
        Site site = open(SiteAccess.MEMBERS);
        sites.close(site.id());
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> sites.point(site.id(), List.of()))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource({
        "OWNER, true, false, false",
        "MEMBERS, true, true, false",
        "SIGNED_IN, true, true, true",
        "PUBLIC, true, true, true"
    })
    void letsInWhomItsAccessSays(SiteAccess access, boolean byOwner, boolean byMember, boolean byStranger) {
        Site site = open(access);

        assertThat(visits.mayVisit(owner, site)).isEqualTo(byOwner);
        assertThat(visits.mayVisit(member(MemberRole.VIEWER), site)).isEqualTo(byMember);
        assertThat(visits.mayVisit(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)), site))
                .isEqualTo(byStranger);
        assertThat(visits.mayVisit(Caller.onBehalfOf(CONTROL.user(Role.ADMIN)), site))
                .isEqualTo(access != SiteAccess.OWNER);
        Caller run = new Caller(ana.id(), ana.name(), ana.role(), null, project.id(), run());
        assertThat(visits.mayVisit(run, site)).isFalse();
        Project other = CONTROL.project(owner);
        assertThat(visits.mayVisit(new Caller(ana.id(), ana.name(), ana.role(), null, other.id(), null), site))
                .isFalse();
    }

    @Test
    void aCodeIsGoodOnceForItsSiteAndForAMinute() {
        Site site = open(SiteAccess.MEMBERS);
        Site other = sites.open(
                new NewSite(project.id(), RunKind.DEPLOYMENT, "other", ana.id(), SiteAccess.MEMBERS, false, false));
        SiteVisits.Code code = visits.code(owner, project, site.label(), "/lab?a=1");

        assertThat(code.url()).startsWith(sites.url(site) + "_wbx/enter?code=");
        assertThat(code.expiresAt()).isBefore(Instant.now().plusSeconds(61));
        assertThat(visits.enter(other, codeOf(code.url()))).isEmpty();
        Entered entered = visits.enter(site, codeOf(code.url())).orElseThrow();
        assertThat(entered.path()).isEqualTo("/lab?a=1");
        assertThat(visits.enter(site, codeOf(code.url()))).isEmpty();

        Visitor visitor = visits.visitor(site, entered.cookie()).orElseThrow();
        assertThat(visitor.name()).isEqualTo(ana.name());
        assertThat(visits.visitor(other, entered.cookie())).isEmpty();
        assertThat(visits.of(site)).extracting(SiteVisits.Session::user).containsExactly(ana.name());

        SiteVisits.Code late = visits.code(owner, project, site.label(), "/");
        jdbc.sql("update ops.site_codes set expires_at = now()").update();
        assertThat(visits.enter(site, codeOf(late.url()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lab", "//evil.example", "/\\evil.example", "/a b", "/a\r\nSet-Cookie: x=y", "/ü"})
    void aPathStaysWithinTheSite(String path) {
        Site site = open(SiteAccess.MEMBERS);
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> visits.code(owner, project, site.label(), path))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.SPEC_INVALID));
    }

    @Test
    void strangersAreToldThatThereIsNoSuchSite() {
        Site site = open(SiteAccess.MEMBERS);
        Caller stranger = Caller.onBehalfOf(CONTROL.user(Role.ENGINEER));
        assertThatExceptionOfType(WorkbenchException.class)
                .isThrownBy(() -> visits.code(stranger, null, site.label(), "/"))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.NOT_FOUND));
    }

    @Test
    void aSessionEndsWithWhatItCameFrom() {
        Site site = open(SiteAccess.MEMBERS);
        Caller viewer = member(MemberRole.VIEWER);
        UUID removed = session(viewer, site);
        UUID left = session(owner, site);
        UUID revoked = session(owner, site);
        IssuedKey key = CONTROL.get(Identity.class).issueKey(ana.id(), "cli", null);
        UUID byKey = session(new Caller(ana.id(), ana.name(), ana.role(), key.id(), null, null), site);
        UUID stays = session(owner, site);
        List<UUID> all = List.of(removed, left, revoked, byKey, stays);
        assertThat(visits.good(all)).containsExactlyInAnyOrderElementsOf(all);

        members.remove(owner, project, viewer.userId());
        visits.leave(left);
        visits.revoke(owner, project, site, revoked);
        jdbc.sql("update ops.api_keys set revoked_at = now() where id = ?")
                .param(key.id())
                .update();
        assertThat(visits.good(all)).containsExactly(stays);

        sites.setAccess(owner, project, site.id(), SiteAccess.OWNER);
        assertThat(visits.good(all)).containsExactly(stays);
        sites.close(site.id());
        assertThat(visits.good(all)).isEmpty();
    }

    private UUID session(Caller caller, Site site) {
        String cookie = enter(caller, site).orElseThrow().cookie();
        return visits.visitor(site, cookie).orElseThrow().session();
    }

    @Test
    void accessThatIsNarrowedPutsOthersOut() {
        Site site = open(SiteAccess.SIGNED_IN);
        UUID stranger = session(Caller.onBehalfOf(CONTROL.user(Role.ENGINEER)), site);

        sites.setAccess(owner, project, site.id(), SiteAccess.MEMBERS);

        assertThat(visits.good(List.of(stranger))).isEmpty();
    }

    @Test
    void usageAddsUpAndWhatIsOpenIsTold() {
        Site site = open(SiteAccess.MEMBERS);
        SiteUsage usage = CONTROL.get(SiteUsage.class);
        SiteUsage.Subject subject = new SiteUsage.Subject(site.id(), run(), project.id());
        long[] latency = new long[96];
        latency[3] = 10;
        assertThat(usage.totals(site.id()).requests()).isZero();
        assertThat(sites.activity(site.id())).isEqualTo(new SiteActivity(null, Map.of()));

        usage.add(List.of(new SiteUsage.Delta(subject, 10, 1, 2, 3, 400, 500, latency)));
        usage.add(List.of(new SiteUsage.Delta(subject, 10, 0, 0, 0, 100, 0, latency)));
        UUID door = UUID.randomUUID();
        Instant last = Instant.parse("2026-11-21T10:00:00Z");
        usage.present(door, List.of(new SiteUsage.Presence(subject, 2)), Map.of(site.id(), last));
        usage.present(UUID.randomUUID(), List.of(new SiteUsage.Presence(subject, 1)), Map.of());

        SiteUsage.Totals totals = usage.totals(site.id());
        assertThat(totals.requests()).isEqualTo(20);
        assertThat(totals.errors()).isEqualTo(1);
        assertThat(totals.sockets()).isEqualTo(3);
        assertThat(totals.bytesIn()).isEqualTo(500);
        assertThat(totals.p50Millis()).isPositive();
        assertThat(sites.activity(site.id())).isEqualTo(new SiteActivity(last, Map.of(subject.runId(), 3)));

        usage.present(door, List.of(), Map.of());
        assertThat(sites.activity(site.id()).openConnections()).isEqualTo(1);
    }
}
