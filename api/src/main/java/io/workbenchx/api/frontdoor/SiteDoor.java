package io.workbenchx.api.frontdoor;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.workbenchx.api.frontdoor.SiteGuests.Answer;
import io.workbenchx.api.frontdoor.SiteGuests.Credential;
import io.workbenchx.api.frontdoor.SiteGuests.Guest;
import io.workbenchx.api.security.CredentialsInUrlFilter;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteAddress;
import io.workbenchx.control.site.SiteDirectory.Listing;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides about each request to a site before anything is dialled: site, the page it comes from, who comes, whether that one may be there. What
 * may go on goes to {@link SiteTraffic}.
 */
final class SiteDoor {

    private static final Set<HttpMethod> NEVER = Set.of(HttpMethod.TRACE, HttpMethod.CONNECT);

    private final SiteTable table;
    private final SiteGuests guests;
    private final SiteEntrance entrance;
    private final SiteTraffic traffic;
    private final SiteAddress address;
    private final String suffix;

    SiteDoor(SiteTable table, SiteGuests guests, SiteEntrance entrance, SiteTraffic traffic, SiteAddress address) {
        this.table = table;
        this.guests = guests;
        this.entrance = entrance;
        this.traffic = traffic;
        this.address = address;
        this.suffix = "." + address.domain().toLowerCase(Locale.ROOT);
    }

    /** The label in the host name of a request to a site; null when it is to none. */
    @Nullable String label(@Nullable String host) {
        if (host == null) {
            return null;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return bare.endsWith(suffix) ? bare.substring(0, bare.length() - suffix.length()) : null;
    }

    void handle(HttpServerRequest request, String label) {
        Listing listing = table.find(label);
        if (NEVER.contains(request.method())) {
            SitePages.say(request, SitePages.METHOD);
        } else if (listing == null) {
            SitePages.say(request, SitePages.NO_SITE);
        } else if (CredentialsInUrlFilter.in(request.query())) {
            SitePages.say(request, SitePages.KEY_IN_URL);
        } else {
            receive(request, listing);
        }
    }

    private void receive(HttpServerRequest request, Listing listing) {
        Site site = listing.site();
        String uri = SiteTarget.upstream(request.uri());
        if (uri == null) {
            SitePages.say(request, SitePages.NO_PATH);
            return;
        }
        boolean upgrade = request.canUpgradeToWebSocket();
        boolean open = site.access() == SiteAccess.PUBLIC;
        Credential credential = open ? null : credential(request);
        boolean byCookie = credential != null && credential.kind() == Credential.Kind.COOKIE;
        String host = String.valueOf(request.getHeader("host")).toLowerCase(Locale.ROOT);
        String own = address.scheme() + "://" + host;
        if (!SiteOrigin.own(request, own, upgrade, byCookie)) {
            SitePages.say(request, SitePages.FOREIGN);
        } else if (uri.startsWith(SiteEntrance.PREFIX)) {
            entrance.handle(request, site);
        } else {
            SiteTraffic.Visitor visitor = new SiteTraffic.Visitor(Guest.ANYBODY, credential, uri, host, own, upgrade);
            if (open) {
                traffic.admit(request, listing, visitor);
            } else if (credential == null) {
                SitePages.say(request, SitePages.enter(site));
            } else {
                identify(request, listing, visitor, credential);
            }
        }
    }

    /** A key beside a cookie counts more: whoever shows it says who they are. */
    private static @Nullable Credential credential(HttpServerRequest request) {
        String key = ApiKeys.in(request.getHeader("authorization"));
        if (key != null) {
            return new Credential(Credential.Kind.KEY, key);
        }
        String cookie = SiteHeaders.ours(request.headers());
        return cookie == null ? null : new Credential(Credential.Kind.COOKIE, cookie);
    }

    private void identify(
            HttpServerRequest request, Listing listing, SiteTraffic.Visitor visitor, Credential credential) {
        Answer known = guests.known(listing.site(), credential);
        if (known != null) {
            decided(request, listing, visitor, known);
            return;
        }
        request.pause();
        guests.ask(listing.site(), credential)
                .onSuccess(answer -> decided(request, listing, visitor, answer))
                .onFailure(away -> SitePages.say(request, SitePages.UNAVAILABLE));
    }

    private void decided(HttpServerRequest request, Listing listing, SiteTraffic.Visitor visitor, Answer answer) {
        if (answer instanceof Answer.Welcome welcome) {
            traffic.admit(request, listing, visitor.as(welcome.guest()));
        } else if (answer instanceof Answer.Stranger) {
            SitePages.say(request, SitePages.NO_SITE);
        } else {
            SitePages.say(request, SitePages.enter(listing.site()));
        }
    }
}
