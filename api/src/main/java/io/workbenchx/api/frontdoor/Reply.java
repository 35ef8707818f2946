package io.workbenchx.api.frontdoor;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Answers a request that is not passed on, whatever of it is still to come. */
final class Reply {

    /** A refused body up to this length is read and dropped, so that the connection stays useful. */
    private static final long DROPPED = 1 << 20;

    private Reply() {}

    /** Sends the answer prepared so far. */
    static void send(HttpServerRequest request, String contentType, String body) {
        boolean chunked = request.headers().contains("transfer-encoding");
        boolean drop = !chunked && declaredLength(request) <= DROPPED;
        HttpServerResponse response = request.response();
        if (response.ended() || response.headWritten()) {
            return;
        }
        response.putHeader("content-type", contentType).putHeader("x-content-type-options", "nosniff");
        if (!drop) {
            response.putHeader("connection", "close");
        }
        request.resume();
        response.end(body).onComplete(sent -> {
            if (!drop) {
                request.connection().close();
            }
        });
    }

    static long declaredLength(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException malformed) {
            return Long.MAX_VALUE;
        }
    }
}
