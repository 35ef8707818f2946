package io.workbenchx.api.frontdoor;

/** What the front door itself answers, as the Open Inference Protocol words errors. */
enum Refusal {
    MALFORMED_PATH(
            400,
            "a path here has only letters, digits, dots, dashes and underscores between single slashes, and no . or .. segment"),
    MALFORMED(400, "this is not a valid HTTP request"),
    UNAUTHENTICATED(401, "send an API key as \\\"Authorization: Bearer wbx_…\\\"; the one sent, if any, is not valid"),
    KEY_IN_URL(
            401,
            "there is a key in the URL, where others can read it: revoke it, and send keys in the Authorization header"),
    FORBIDDEN(403, "this key may not use endpoints of this project"),
    NOT_FOUND(404, "there is no such endpoint that you can use"),
    METHOD(405, "this method is not possible here"),
    HEADERS_TOO_LARGE(431, "the headers of this request are longer than this front door reads"),
    TOO_LARGE(413, "the body is larger than this front door passes on"),
    MISDIRECTED(421, "the front door does not answer to this host name"),
    CUT_OFF(502, "the replica ended before it had answered; try again"),
    NO_REPLICA(503, "no replica of this endpoint answers now; try again in a moment"),
    UNAVAILABLE(503, "the control plane's database does not answer; try again in a moment"),
    TOO_SLOW(504, "the replica did not answer in time");

    private final int status;
    private final String body;

    Refusal(int status, String text) {
        this.status = status;
        this.body = "{\"error\":\"" + text + "\"}";
    }

    int status() {
        return status;
    }

    String body() {
        return body;
    }
}
