package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.OriginRequestProvider;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import io.workbenchx.control.deployment.Route;
import io.workbenchx.control.deployment.Route.Upstream;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One request on its way to a replica: chosen, cleaned, dialled, and answered in the protocol's form when that fails. */
final class Exchange implements ProxyInterceptor, OriginRequestProvider {

    /** All that the protocol needs; whatever else a client sends (credentials, identities, forwarding claims) stays here. */
    private static final Set<String> PASSED = Set.of(
            "accept",
            "content-type",
            "content-length",
            "content-encoding",
            "inference-header-content-length",
            "traceparent",
            "tracestate",
            "x-request-id");

    private static final Set<String> WITHHELD = Set.of("set-cookie", "server");

    private final EndpointPath path;
    private final RouteTable routes;
    private final FrontDoorProperties properties;
    private final Supplier<Future<Void>> refresh;
    private final Route route;
    private @Nullable CappedBody capped;

    /**
     * @param refresh reads the routes anew
     */
    Exchange(
            EndpointPath path,
            Route route,
            RouteTable routes,
            FrontDoorProperties properties,
            Supplier<Future<Void>> refresh) {
        this.path = path;
        this.route = route;
        this.routes = routes;
        this.properties = properties;
        this.refresh = refresh;
    }

    /** No replica took the connection. */
    private static final class NoReplica extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoReplica() {
            super("no replica", null, false, false);
        }
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        ProxyRequest request = context.request();
        request.setURI(path.upstream());
        keepOnly(request.headers(), PASSED);
        Body body = request.getBody();
        if (body != null && body.length() < 0) {
            capped = new CappedBody(body.stream(), properties.maxBody().toBytes());
            request.setBody(Body.body(capped, -1));
        }
        return context.sendRequest().recover(failure -> Future.succeededFuture(answer(request, failure)));
    }

    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        MultiMap headers = context.response().headers();
        WITHHELD.forEach(headers::remove);
        headers.set("x-content-type-options", "nosniff");
        return context.sendResponse();
    }

    /** Connecting happens before anything of the request is sent: only then may another replica be tried. */
    @Override
    public Future<HttpClientRequest> create(ProxyContext context) {
        return dial(context.client(), route)
                .recover(failure -> failure instanceof NoReplica
                        ? refresh.get()
                                .compose(done ->
                                        dial(context.client(), routes.find(path).orElse(route)))
                        : Future.failedFuture(failure));
    }

    private Future<HttpClientRequest> dial(HttpClient client, Route present) {
        List<Upstream> candidates = routes.candidates(present);
        return dial(client, candidates.iterator());
    }

    private Future<HttpClientRequest> dial(HttpClient client, Iterator<Upstream> candidates) {
        while (candidates.hasNext()) {
            Upstream replica = candidates.next();
            if (SocketFile.genuine(replica)) {
                return client.request(options(replica)).recover(failure -> {
                    routes.refused(replica);
                    return dial(client, candidates);
                });
            }
            routes.refused(replica);
        }
        return Future.failedFuture(new NoReplica());
    }

    private RequestOptions options(Upstream replica) {
        return new RequestOptions()
                .setServer(SocketAddress.domainSocketAddress(replica.socket()))
                .setHost("localhost")
                .setPort(80)
                .setIdleTimeout(properties.responseTimeout().toMillis());
    }

    private ProxyResponse answer(ProxyRequest request, Throwable failure) {
        ProxyResponse response = request.release().response();
        if (capped != null && capped.tooLong()) {
            return say(response, Refusal.TOO_LARGE);
        }
        if (failure instanceof NoReplica) {
            return say(response.putHeader("retry-after", "1"), Refusal.NO_REPLICA);
        }
        return say(response, failure instanceof TimeoutException ? Refusal.TOO_SLOW : Refusal.CUT_OFF);
    }

    private static ProxyResponse say(ProxyResponse response, Refusal refusal) {
        return response.setStatusCode(refusal.status())
                .putHeader("content-type", "application/json")
                .setBody(Body.body(Buffer.buffer(refusal.body())));
    }

    private static void keepOnly(MultiMap headers, Set<String> names) {
        for (String name : Set.copyOf(headers.names())) {
            if (!names.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }
}
