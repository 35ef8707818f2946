package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;
import io.workbenchx.api.frontdoor.AccessCache.Decision;
import io.workbenchx.api.security.CredentialsInUrlFilter;
import io.workbenchx.api.security.HostNames;
import io.workbenchx.control.deployment.Route;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.workflows.run.FailureCode;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides about each request before anything is dialled: path, key, membership, route; then it is proxied and counted. */
final class Doorman implements Handler<HttpServerRequest> {

    private static final Set<HttpMethod> NEVER = Set.of(HttpMethod.TRACE, HttpMethod.CONNECT);
    private static final int CUT_OFF = 599;

    private final Vertx vertx;
    private final HttpClient client;
    private final AccessCache access;
    private final RouteTable routes;
    private final UsageMeter meter;
    private final FrontDoorProperties properties;
    private final HostNames hosts;
    private final ProxyOptions proxyOptions = new ProxyOptions().setSupportWebSocket(false);

    Doorman(
            Vertx vertx,
            HttpClient client,
            AccessCache access,
            RouteTable routes,
            UsageMeter meter,
            FrontDoorProperties properties,
            HostNames hosts) {
        this.vertx = vertx;
        this.client = client;
        this.access = access;
        this.routes = routes;
        this.meter = meter;
        this.properties = properties;
        this.hosts = hosts;
    }

    @Override
    public void handle(HttpServerRequest request) {
        long began = System.nanoTime();
        if (NEVER.contains(request.method())) {
            refuse(request, Refusal.METHOD);
            return;
        }
        if (!hosts.contain(hostOf(request))) {
            refuse(request, Refusal.MISDIRECTED);
            return;
        }
        if (CredentialsInUrlFilter.in(request.query())) {
            refuse(request, Refusal.KEY_IN_URL);
            return;
        }
        EndpointPath path;
        try {
            path = EndpointPath.of(request.uri());
        } catch (EndpointPath.Malformed malformed) {
            refuse(request, Refusal.MALFORMED_PATH);
            return;
        }
        String key = ApiKeys.in(request.getHeader("authorization"));
        if (key == null) {
            refuse(request, Refusal.UNAUTHENTICATED);
            return;
        }
        String project = path == null ? "" : path.project();
        Decision known = access.known(key, project);
        if (known != null) {
            decided(request, path, known, began);
            return;
        }
        request.pause();
        access.ask(key, project)
                .onSuccess(decision -> decided(request, path, decision, began))
                .onFailure(away -> refuse(request, Refusal.UNAVAILABLE));
    }

    private static @Nullable String hostOf(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        return authority == null ? null : authority.host();
    }

    private void decided(HttpServerRequest request, @Nullable EndpointPath path, Decision decision, long began) {
        if (decision instanceof Decision.Unknown) {
            refuse(request, Refusal.UNAUTHENTICATED);
        } else if (decision instanceof Decision.Refused refused) {
            refuse(request, refused.code() == FailureCode.PERMISSION_DENIED ? Refusal.FORBIDDEN : Refusal.NOT_FOUND);
        } else if (decision instanceof Decision.Granted granted) {
            admit(request, path, granted.caller(), began);
        }
    }

    private void admit(HttpServerRequest request, @Nullable EndpointPath path, String caller, long began) {
        Optional<Route> route = Optional.ofNullable(path).flatMap(routes::find);
        if (path == null || route.isEmpty()) {
            refuse(request, Refusal.NOT_FOUND);
        } else if (route.get().run() == null) {
            refuse(request, Refusal.NO_REPLICA);
        } else if (Reply.declaredLength(request) > properties.maxBody().toBytes()) {
            refuse(request, Refusal.TOO_LARGE);
        } else {
            count(request.response(), route.get(), caller, began);
            Exchange exchange = new Exchange(path, route.get(), routes, properties, this::refreshRoutes);
            HttpProxy.reverseProxy(proxyOptions, client)
                    .origin(exchange)
                    .addInterceptor(exchange)
                    .handle(request);
        }
    }

    private Future<Void> refreshRoutes() {
        return vertx.executeBlocking(
                () -> {
                    AccessScope.workbench().around(routes::refreshSoon).run();
                    return null;
                },
                false);
    }

    private void count(HttpServerResponse response, Route route, String caller, long began) {
        if (route.run() == null) {
            return;
        }
        UsageMeter.Subject subject = new UsageMeter.Subject(route.endpointId(), route.run(), route.projectId());
        boolean[] counted = new boolean[1];
        response.endHandler(end -> {
            counted[0] = true;
            meter.count(subject, caller, response.getStatusCode(), System.nanoTime() - began);
        });
        response.closeHandler(close -> {
            if (!counted[0]) {
                counted[0] = true;
                meter.count(subject, caller, CUT_OFF, System.nanoTime() - began);
            }
        });
    }

    static void refuse(HttpServerRequest request, Refusal refusal) {
        HttpServerResponse response = request.response().setStatusCode(refusal.status());
        if (refusal.status() == Refusal.UNAUTHENTICATED.status()) {
            response.putHeader("www-authenticate", "Bearer realm=\"WorkbenchX\"");
        }
        if (refusal.status() == Refusal.NO_REPLICA.status()) {
            response.putHeader("retry-after", "1");
        }
        Reply.send(request, "application/json", refusal.body());
    }
}
