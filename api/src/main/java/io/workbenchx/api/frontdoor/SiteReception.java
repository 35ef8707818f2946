package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.control.site.SiteAddress;
import io.workbenchx.control.site.SiteDirectory;
import io.workbenchx.control.site.SiteUsage;
import io.workbenchx.control.site.SiteVisits;
import io.workbenchx.control.site.SiteWaker;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Puts together what serves sites, for as long as a front door is open. */
@Component
class SiteReception {

    /** Services close connections that nobody uses after as little as two seconds. */
    private static final int KEEP_ALIVE_SECONDS = 1;

    private static final int CONNECTIONS_PER_TARGET = 4096;

    private final SiteDirectory directory;
    private final SiteVisits visits;
    private final SiteUsage usage;
    private final SiteAddress address;
    private final List<SiteWaker> wakers;
    private final String console;

    SiteReception(
            SiteDirectory directory,
            SiteVisits visits,
            SiteUsage usage,
            SiteAddress address,
            ObjectProvider<SiteWaker> wakers,
            Environment environment) {
        this.directory = directory;
        this.visits = visits;
        this.usage = usage;
        this.address = address;
        this.wakers = wakers.orderedStream().toList();
        URI api = URI.create(environment.getProperty(
                "workbenchx.api.url", "http://localhost:" + environment.getProperty("server.port", "8080")));
        this.console = api.getScheme() + "://" + api.getAuthority();
    }

    /** Sites of one front door: what to ask, and what its clock must call. */
    record Open(SiteDoor door, SiteTable table, SiteWaking waking, LiveVisits live, SiteMeter meter) {
        void refresh() {
            table.refresh();
            waking.look();
        }
    }

    Open open(Vertx vertx, KeyVerifier keys, FrontDoorProperties properties) {
        SiteTable table = new SiteTable(directory::current);
        SiteGuests guests = new SiteGuests(vertx, keys, visits);
        LiveVisits live = new LiveVisits(table, guests, visits);
        SiteMeter meter = new SiteMeter(usage);
        SiteWaking waking = new SiteWaking(table, wakers, properties.wakePatience());
        SiteDial dial = new SiteDial(
                table,
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout((int) Duration.ofSeconds(5).toMillis())
                                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_TARGET)));
        SiteTraffic traffic = new SiteTraffic(
                table,
                dial,
                waking,
                meter,
                live,
                new SiteTraffic.Rules(
                        properties.siteMaxBodyBytes(), address.scheme(), console, properties.wakePatience()),
                () -> refresh(vertx, table));
        SiteEntrance entrance = new SiteEntrance(vertx, visits, guests, live);
        AccessScope.workbench().around(table::refresh).run();
        return new Open(new SiteDoor(table, guests, entrance, traffic, address), table, waking, live, meter);
    }

    private static Future<Void> refresh(Vertx vertx, SiteTable table) {
        return vertx.executeBlocking(
                () -> {
                    AccessScope.workbench().around(table::refreshSoon).run();
                    return null;
                },
                false);
    }

    void listening(int port) {
        address.listening(port);
    }
}
