package io.workbenchx.api.frontdoor;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.workbenchx.api.frontdoor.LiveVisits.Visit;
import io.workbenchx.api.frontdoor.SiteDial.Line;
import io.workbenchx.api.frontdoor.SiteDial.NoTarget;
import io.workbenchx.api.frontdoor.SiteGuests.Credential;
import io.workbenchx.api.frontdoor.SiteGuests.Guest;
import io.workbenchx.api.frontdoor.SiteMeter.Counts;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteDirectory.Listing;
import io.workbenchx.control.site.SiteUsage.Subject;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes requests that may go on to a target of their site: held while the service wakes, dialled, passed, counted. */
final class SiteTraffic {

    private static final Set<HttpMethod> REPEATABLE = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int CUT_OFF = 599;
    private static final long ONCE_MORE_MILLIS = 300;
    private static final int LONGEST_CONTROL_FRAME = 131;
    private static final int CONTROL_FRAME = 0x08;

    private final SiteTable table;
    private final SiteDial dial;
    private final SiteWaking waking;
    private final SiteMeter meter;
    private final LiveVisits live;
    private final Rules rules;
    private final Supplier<Future<Void>> refresh;

    /**
     * @param refresh reads the sites anew
     */
    SiteTraffic(
            SiteTable table,
            SiteDial dial,
            SiteWaking waking,
            SiteMeter meter,
            LiveVisits live,
            Rules rules,
            Supplier<Future<Void>> refresh) {
        this.table = table;
        this.refresh = refresh;
        this.dial = dial;
        this.waking = waking;
        this.meter = meter;
        this.live = live;
        this.rules = rules;
    }

    /**
     * What holds for all sites.
     *
     * @param maxBody longest request body, in bytes
     * @param scheme of every site's address
     * @param console origin that may frame sites meant for it
     * @param patience how long a request waits for a service that is being started
     */
    record Rules(long maxBody, String scheme, String console, Duration patience) {}

    /**
     * Somebody who may be here, and what for.
     *
     * @param uri as the service sees it
     * @param host as the browser knows it
     * @param own origin of the site
     */
    record Visitor(Guest guest, @Nullable Credential credential, String uri, String host, String own, boolean upgrade) {
        Visitor as(Guest known) {
            return new Visitor(known, credential, uri, host, own, upgrade);
        }

        /** The same for all that one browser asks; programs are spread. */
        int constant(HttpServerRequest request) {
            if (guest.session() != null) {
                return guest.session().hashCode();
            }
            return credential == null
                    ? request.remoteAddress().host().hashCode()
                    : ThreadLocalRandom.current().nextInt();
        }
    }

    void admit(HttpServerRequest request, Listing listing, Visitor visitor) {
        if (Reply.declaredLength(request) > rules.maxBody()) {
            SitePages.say(request, SitePages.TOO_LARGE);
            return;
        }
        meter.wanted(listing.site().id());
        if (listing.serves()) {
            go(request, listing, visitor);
        } else if (waking.wakes(listing.site())) {
            hold(request, listing.site(), visitor);
        } else {
            SitePages.say(request, standing(listing.site()));
        }
    }

    private void hold(HttpServerRequest request, Site site, Visitor visitor) {
        request.pause();
        // Another thread lets go; what follows belongs on the thread of the connection.
        Context connection = Objects.requireNonNull(Vertx.currentContext());
        waking.hold(site)
                .onComplete(
                        woken -> connection.runOnContext(on -> go(request, woken, visitor)),
                        late -> connection.runOnContext(on -> SitePages.say(request, standing(site))));
    }

    /** As it stands by now. */
    private SitePages.Notice standing(Site site) {
        Site now = table.site(site.id());
        return SitePages.standing(now == null ? site : now);
    }

    private void go(HttpServerRequest request, Listing listing, Visitor visitor) {
        request.pause();
        attempt(new Errand(request, visitor, System.nanoTime()), listing, true);
    }

    private record Errand(HttpServerRequest request, Visitor visitor, long began) {
        /** A service that closed a connection which was kept did nothing yet. */
        boolean repeatable() {
            return REPEATABLE.contains(request.method())
                    && !visitor.upgrade()
                    && !request.response().headWritten();
        }
    }

    private void attempt(Errand errand, Listing listing, boolean again) {
        HttpServerRequest request = errand.request();
        Visitor visitor = errand.visitor();
        dial.dial(listing, visitor.constant(request), request.method(), visitor.uri())
                .compose(line -> pass(request, listing.site(), visitor, line, errand.began()))
                .onFailure(failure -> {
                    if (failure instanceof NoTarget) {
                        missed(errand, listing, again);
                    } else if (again && failure instanceof HttpClosedException && errand.repeatable()) {
                        attempt(errand, listing, false);
                    } else {
                        SitePages.say(request, SitePages.CUT_OFF);
                    }
                });
    }

    /** Nobody took the connection: the targets may have changed since they were read, or be about to. */
    private void missed(Errand errand, Listing before, boolean first) {
        refresh.get().onComplete(read -> {
            Listing now = present(before);
            boolean late = System.nanoTime() - errand.began() > rules.patience().toNanos();
            if (first && now.serves()) {
                attempt(errand, now, false);
            } else if (late || !waking.wakes(now.site())) {
                SitePages.say(errand.request(), standing(now.site()));
            } else if (now.serves()) {
                Objects.requireNonNull(Vertx.currentContext())
                        .owner()
                        .setTimer(ONCE_MORE_MILLIS, on -> attempt(errand, now, false));
            } else {
                hold(errand.request(), now.site(), errand.visitor());
            }
        });
    }

    private Listing present(Listing before) {
        Listing now = table.find(before.site().label());
        return now == null ? before : now;
    }

    private Future<Void> pass(HttpServerRequest request, Site site, Visitor visitor, Line line, long began) {
        Counts counts = meter.of(new Subject(site.id(), line.target().runId(), site.projectId()));
        Visit visit = new Visit(
                site,
                visitor.guest(),
                visitor.credential(),
                () -> request.connection().close());
        counts.began();
        live.began(visit);
        SitePassage passage = new SitePassage(request, plan(request, site, visitor, counts));
        Future<Void> done = visitor.upgrade() ? passage.upgrade(line) : passage.pass(line);
        return done.onComplete(end -> {
            live.ended(visit);
            counts.ended();
            HttpServerResponse response = request.response();
            if (!visitor.upgrade() || response.getStatusCode() != 101) {
                boolean whole = end.succeeded() && response.ended();
                counts.request(whole ? response.getStatusCode() : CUT_OFF, System.nanoTime() - began);
                counts.bytes(request.bytesRead(), response.bytesWritten());
            }
        });
    }

    private SitePassage.Plan plan(HttpServerRequest request, Site site, Visitor visitor, Counts counts) {
        SiteHeaders.From from = new SiteHeaders.From(
                visitor.guest(), request.remoteAddress().host(), rules.scheme(), visitor.host(), visitor.own());
        return new SitePassage.Plan(
                line -> SiteHeaders.toService(
                        request.headers(),
                        from,
                        line.target().headers(),
                        line.request().headers()),
                site.framed() ? rules.console() : null,
                counts::socket,
                came -> {
                    counts.bytes(came.length(), 0);
                    if (!control(came)) {
                        meter.wanted(site.id());
                    }
                },
                went -> counts.bytes(0, went.length()));
    }

    /** A ping or pong, which browsers answer by themselves: nobody needs to sit there. */
    private static boolean control(Buffer came) {
        return came.length() <= LONGEST_CONTROL_FRAME && (came.getByte(0) & CONTROL_FRAME) != 0;
    }
}
