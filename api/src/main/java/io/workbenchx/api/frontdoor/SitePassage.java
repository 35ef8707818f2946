package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.NetSocket;
import io.workbenchx.api.frontdoor.SiteDial.Line;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through: streamed in both directions, each as fast as the slower end takes it, nothing kept. The library's proxy is
 * not used here: it writes to WebSockets without looking whether they keep up, and keeps whole answers for HTTP/1.0.
 */
final class SitePassage {

    private static final int SWITCHING = 101;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final HttpServerRequest request;
    private final Plan plan;
    private boolean answered;

    SitePassage(HttpServerRequest request, Plan plan) {
        this.request = request;
        this.plan = plan;
    }

    /**
     * What is to be done with headers and figures.
     *
     * @param framedBy origin that may frame the answer; null: the service decides
     * @param socket called when a WebSocket is open
     * @param fromVisitor sees what comes over a WebSocket
     * @param toVisitor sees what goes over a WebSocket
     */
    record Plan(
            Consumer<Line> prepare,
            @Nullable String framedBy,
            Runnable socket,
            Consumer<Buffer> fromVisitor,
            Consumer<Buffer> toVisitor) {}

    /** Passes a request on; fails when the service ends before it has answered. */
    Future<Void> pass(Line line) {
        HttpClientRequest up = line.request();
        plan.prepare().accept(line);
        // Whoever left is not answered: the service need not go on.
        request.response().closeHandler(gone -> up.reset());
        Future<HttpClientResponse> response = up.response();
        sendBody(up);
        return response.compose(from -> answer(from, up));
    }

    private void sendBody(HttpClientRequest up) {
        MultiMap headers = request.headers();
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            up.headers().remove(HttpHeaders.CONTENT_LENGTH);
            up.setChunked(true);
        } else if (!headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            request.resume();
            up.end();
            return;
        }
        request.pipe().endOnFailure(false).to(up).onFailure(broken -> {
            // A service may answer before it has read everything; then that answer counts.
            if (!answered) {
                up.reset();
            }
        });
    }

    private Future<Void> answer(HttpClientResponse from, HttpClientRequest up) {
        answered = true;
        HttpServerResponse to = request.response();
        to.setStatusCode(from.statusCode());
        if (from.statusMessage() != null) {
            to.setStatusMessage(from.statusMessage());
        }
        SiteHeaders.toVisitor(from.headers(), plan.framedBy(), to.headers());
        boolean bare = request.method() == HttpMethod.HEAD
                || from.statusCode() == NO_CONTENT
                || from.statusCode() == NOT_MODIFIED;
        if (bare) {
            from.resume();
            return to.end();
        }
        if (!to.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            if (request.version() == HttpVersion.HTTP_1_0) {
                to.putHeader(HttpHeaders.CONNECTION, "close");
            } else {
                to.setChunked(true);
            }
        }
        return from.pipe().endOnFailure(false).to(to).otherwise(broken -> {
            // The visitor must see that something is missing.
            up.reset();
            request.connection().close();
            return null;
        });
    }

    /** Has the service open a WebSocket, and joins it to the visitor's; any other answer of the service is passed on. */
    Future<Void> upgrade(Line line) {
        HttpClientRequest up = line.request();
        plan.prepare().accept(line);
        up.putHeader(HttpHeaders.CONNECTION, "Upgrade").putHeader(HttpHeaders.UPGRADE, "websocket");
        return up.connect().compose(from -> {
            if (from.statusCode() != SWITCHING) {
                request.resume();
                return answer(from, up);
            }
            answered = true;
            NetSocket service = from.netSocket();
            service.pause();
            HttpServerResponse to = request.response().setStatusCode(SWITCHING);
            SiteHeaders.toVisitor(from.headers(), null, to.headers());
            to.putHeader(HttpHeaders.CONNECTION, "Upgrade").putHeader(HttpHeaders.UPGRADE, "websocket");
            return request.toNetSocket().onFailure(gone -> service.close()).compose(visitor -> {
                plan.socket().run();
                return join(visitor, service);
            });
        });
    }

    private Future<Void> join(NetSocket visitor, NetSocket service) {
        Promise<Void> closed = Promise.promise();
        visitor.closeHandler(end -> closed.tryComplete());
        flow(visitor, service, plan.fromVisitor());
        flow(service, visitor, plan.toVisitor());
        visitor.resume();
        service.resume();
        return closed.future();
    }

    private static void flow(NetSocket from, NetSocket to, Consumer<Buffer> seen) {
        from.handler((Buffer buffer) -> {
            seen.accept(buffer);
            to.write(buffer);
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(drained -> from.resume());
            }
        });
        from.endHandler(end -> to.end());
        from.exceptionHandler(broken -> to.close());
    }
}
