package io.workbenchx.api.frontdoor;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.workbenchx.api.frontdoor.SiteGuests.Answer;
import io.workbenchx.api.frontdoor.SiteGuests.Credential;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteVisits;
import io.workbenchx.control.site.SiteVisits.Entered;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of the front door at every site: a browser enters with a code, and leaves. */
final class SiteEntrance {

    static final String PREFIX = "/_wbx/";
    private static final String ENTER = "/_wbx/enter";
    private static final String LEAVE = "/_wbx/leave";
    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";

    private final Vertx vertx;
    private final SiteVisits visits;
    private final SiteGuests guests;
    private final LiveVisits live;

    SiteEntrance(Vertx vertx, SiteVisits visits, SiteGuests guests, LiveVisits live) {
        this.vertx = vertx;
        this.visits = visits;
        this.guests = guests;
        this.live = live;
    }

    void handle(HttpServerRequest request, Site site) {
        String path = request.path();
        String code = request.getParam("code");
        if (ENTER.equals(path) && request.method() == HttpMethod.GET && code != null) {
            enter(request, site, code);
        } else if (LEAVE.equals(path)) {
            leave(request, site);
        } else {
            SitePages.say(request, SitePages.NO_PATH);
        }
    }

    private void enter(HttpServerRequest request, Site site, String code) {
        request.pause();
        vertx.executeBlocking(() -> entered(site, code), false)
                .onSuccess(entered -> {
                    if (entered == null) {
                        SitePages.say(request, SitePages.BAD_CODE);
                        return;
                    }
                    request.response()
                            .setStatusCode(303)
                            .putHeader("set-cookie", SiteHeaders.COOKIE + "=" + entered.cookie() + ATTRIBUTES)
                            .putHeader("cache-control", "no-store")
                            .putHeader("referrer-policy", "no-referrer")
                            .putHeader("location", entered.path());
                    Reply.send(request, "text/plain", "");
                })
                .onFailure(away -> SitePages.say(request, SitePages.UNAVAILABLE));
    }

    private @Nullable Entered entered(Site site, String code) {
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            return visits.enter(site, code).orElse(null);
        }
    }

    private void leave(HttpServerRequest request, Site site) {
        String cookie = SiteHeaders.ours(request.headers());
        request.response().putHeader("set-cookie", SiteHeaders.COOKIE + "=" + ATTRIBUTES + "; Max-Age=0");
        if (cookie == null) {
            SitePages.say(request, SitePages.LEFT);
            return;
        }
        request.pause();
        vertx.executeBlocking(() -> left(site, cookie), false)
                .onSuccess(done -> SitePages.say(request, SitePages.LEFT))
                .onFailure(away -> SitePages.say(request, SitePages.UNAVAILABLE));
    }

    private Optional<Answer> left(Site site, String cookie) {
        Answer who = guests.judge(site, new Credential(Credential.Kind.COOKIE, cookie));
        if (who instanceof Answer.Welcome welcome && welcome.guest().session() != null) {
            try (AccessScope.Opened asking = AccessScope.workbench().open()) {
                visits.leave(welcome.guest().session());
            }
            guests.forget(site);
            live.leave(welcome.guest().session());
        }
        return Optional.of(who);
    }
}
