package io.workbenchx.api.frontdoor;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Where a request goes, by the name it calls the host: to a site, or to an endpoint of the front door itself. */
final class Porter implements Handler<HttpServerRequest> {

    /** Whoever connects says what for within this time (N54). */
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(60);

    private final Doorman doorman;
    private final SiteDoor sites;
    /** Connections that have asked for nothing yet, each with the timer that ends it. */
    private final Map<HttpConnection, Long> silent = new ConcurrentHashMap<>();

    Porter(Doorman doorman, SiteDoor sites) {
        this.doorman = doorman;
        this.sites = sites;
    }

    void connected(HttpConnection connection) {
        Vertx vertx = owner();
        silent.put(connection, vertx.setTimer(FIRST_REQUEST.toMillis(), late -> connection.close()));
        connection.closeHandler(closed -> heard(connection));
    }

    private void heard(HttpConnection connection) {
        Long timer = silent.remove(connection);
        if (timer != null) {
            owner().cancelTimer(timer);
        }
    }

    private static Vertx owner() {
        return Objects.requireNonNull(Vertx.currentContext()).owner();
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!silent.isEmpty()) {
            heard(request.connection());
        }
        HostAndPort authority = request.authority();
        String label = sites.label(authority == null ? null : authority.host());
        if (label == null) {
            doorman.handle(request);
        } else {
            sites.handle(request, label);
        }
    }

    void malformed(HttpServerRequest request) {
        boolean tooLong = request.decoderResult() != null
                && request.decoderResult().cause() instanceof TooLongHttpHeaderException;
        Doorman.refuse(request, tooLong ? Refusal.HEADERS_TOO_LARGE : Refusal.MALFORMED);
    }
}
