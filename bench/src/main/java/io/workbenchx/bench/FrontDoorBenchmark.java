package io.workbenchx.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.api.frontdoor.FrontDoor;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.site.NewSite;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteVisits;
import io.workbenchx.control.site.Sites;
import io.workbenchx.control.site.Target;
import io.workbenchx.workflows.run.RunKind;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A service behind the front door, entered by a browser: session checked, headers cleaned, counted. Against the same service asked directly,
 * and against nginx as its proxy, which checks nothing.
 */
final class FrontDoorBenchmark implements Benchmark {

    private static final int ALONE = 4000;
    private static final int CONNECTIONS = 32;
    private static final double SECONDS = 4;
    private static final double WARM_UP_SECONDS = 10;
    private static final double GOAL_ADDED_MILLIS = 0.2;
    private static final double GOAL_RATE = 0.6;

    @Override
    public String name() {
        return "front-door";
    }

    @Override
    public String description() {
        return "a site through the front door: added latency, and requests/s against nginx as a proxy";
    }

    @Override
    public List<Figure> run(int rounds) throws Exception {
        try (Installation installation = Installation.start();
                Nginx nginx = Nginx.start()) {
            Load ours = visitor(installation, nginx);
            Load direct = new Load(nginx.direct(), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Load peer = new Load(nginx.proxy(), direct.head());
            awaitSite(ours);
            ours.rate(CONNECTIONS, WARM_UP_SECONDS);
            peer.rate(CONNECTIONS, 1);
            return measure(rounds, ours, peer, direct);
        }
    }

    private static List<Figure> measure(int rounds, Load ours, Load peer, Load direct) throws Exception {
        List<Double> added = new ArrayList<>();
        List<Double> peerAdded = new ArrayList<>();
        List<Double> ourRate = new ArrayList<>();
        List<Double> peerRate = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double straight = direct.medianMillis(ALONE);
            added.add(ours.medianMillis(ALONE) - straight);
            peerAdded.add(peer.medianMillis(ALONE) - straight);
            ourRate.add(ours.rate(CONNECTIONS, SECONDS));
            peerRate.add(peer.rate(CONNECTIONS, SECONDS));
        }
        return List.of(
                Figure.absolute("added to direct access, p50, alone", "ms", median(added), GOAL_ADDED_MILLIS),
                Figure.ratio("added, against nginx", "ms", median(added), median(peerAdded)),
                Figure.ratio(
                        "requests over " + CONNECTIONS + " connections",
                        "/s",
                        median(ourRate),
                        median(peerRate),
                        GOAL_RATE,
                        false));
    }

    /** A member's browser that has entered. */
    private static Load visitor(Installation installation, Nginx nginx) throws Exception {
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            Caller caller =
                    Caller.onBehalfOf(installation.get(Identity.class).createUser("visitor", Role.ENGINEER, null));
            Project project = installation.get(ProjectService.class).create(caller, "front-door", null, Map.of());
            Sites sites = installation.get(Sites.class);
            Site site = sites.open(new NewSite(
                    project.id(), RunKind.TRACKING, "bench", caller.userId(), SiteAccess.MEMBERS, false, false));
            long uid = ((Number) Files.getAttribute(nginx.socket(), "unix:uid")).longValue();
            sites.point(
                    site.id(),
                    List.of(new Target(run(installation, project, caller), "0", 1, nginx.socket(), uid, 1, Map.of())));
            SiteVisits visits = installation.get(SiteVisits.class);
            String url = visits.code(caller, project, site.label(), "/").url();
            String cookie = visits.enter(site, url.substring(url.indexOf("code=") + 5))
                    .orElseThrow()
                    .cookie();
            int port = installation.get(FrontDoor.class).port();
            return new Load(
                    port,
                    "GET / HTTP/1.1\r\nHost: " + site.label() + ".localhost:" + port + "\r\nCookie: __Host-wbx-site="
                            + cookie + "\r\n\r\n");
        }
    }

    /** A run that nobody works on: the service is not ours. */
    private static UUID run(Installation installation, Project project, Caller caller) throws Exception {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        JdbcClient.create(installation.application())
                .sql("""
                        select state from ops.admit_run(?, ?, 'tracking', '{"experiment":"bench"}', '', 'a service', ?, ?, ?, '', 3, true,
                          array['CPU_SECONDS'], array[1::numeric], null, null, null, null, true, '{}')
                        """)
                .params(run, project.id(), caller.userId(), caller.name(), run.toString())
                .query(String.class)
                .single();
        return run;
    }

    /** The front door reads its sites twice a second. */
    private static void awaitSite(Load ours) throws Exception {
        for (int tries = 0; ; tries++) {
            try {
                ours.medianMillis(1);
                return;
            } catch (java.io.IOException notYet) {
                if (tries == 100) {
                    throw notYet;
                }
                Thread.sleep(100);
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
