package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.workbenchx.control.site.SiteDirectory.Listing;
import io.workbenchx.control.site.Target;
import java.util.Iterator;

/** Connects to one of a site's targets: connecting happens before anything is sent, so only then another one may be tried. */
final class SiteDial {

    private static final int HTTP_PORT = 80;

    private final SiteTable table;
    private final HttpClient client;

    SiteDial(SiteTable table, HttpClient client) {
        this.table = table;
        this.client = client;
    }

    /** A connection, ready for the request. */
    record Line(Target target, HttpClientRequest request) {}

    /** No target took the connection. */
    static final class NoTarget extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoTarget() {
            super("no target", null, false, false);
        }
    }

    Future<Line> dial(Listing listing, int visitor, HttpMethod method, String uri) {
        return dial(table.candidates(listing, visitor).iterator(), method, uri);
    }

    private Future<Line> dial(Iterator<Target> candidates, HttpMethod method, String uri) {
        while (candidates.hasNext()) {
            Target target = candidates.next();
            if (SocketFile.genuine(target.socket(), target.uid())) {
                return client.request(options(target, method, uri))
                        .map(request -> new Line(target, request))
                        .recover(refused -> {
                            table.refused(target);
                            return dial(candidates, method, uri);
                        });
            }
            table.refused(target);
        }
        return Future.failedFuture(new NoTarget());
    }

    /** Named so, services that check who they are called by answer; an upgrade would go without a Host otherwise. */
    private static RequestOptions options(Target target, HttpMethod method, String uri) {
        return new RequestOptions()
                .setServer(SocketAddress.domainSocketAddress(target.socket().toString()))
                .setHost("localhost")
                .setPort(HTTP_PORT)
                .setMethod(method)
                .setURI(uri);
    }
}
