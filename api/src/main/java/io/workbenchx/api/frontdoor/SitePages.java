package io.workbenchx.api.frontdoor;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.workbenchx.control.site.Site;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/** What the front door itself says at a site: a plain page to people, JSON to programs. */
final class SitePages {

    private static final Duration SOON = Duration.ofSeconds(3);

    private SitePages() {}

    /**
     * Something to be said.
     *
     * @param retry when to ask again, by itself in a browser; null: that would not help
     */
    record Notice(
            int status, String title, String text, @Nullable Duration retry) {
        Notice(int status, String title, String text) {
            this(status, title, text, null);
        }
    }

    static final Notice NO_SITE = new Notice(404, "Not found", "There is no such site that you can enter.");
    static final Notice NO_PATH = new Notice(404, "Not found", "There is nothing at this path.");
    static final Notice METHOD = new Notice(405, "Not possible", "This method is not possible here.");
    static final Notice TOO_LARGE = new Notice(413, "Too large", "The body is larger than this site takes.");
    static final Notice FOREIGN = new Notice(
            403, "Not from here", "A page of another site asked for this. Open the site itself and try again.");
    static final Notice KEY_IN_URL = new Notice(
            401,
            "Key in the URL",
            "There is a key in the URL, where others can read it: revoke it, and send keys in the Authorization header.");
    static final Notice BAD_CODE = new Notice(
            403, "Used or too old", "This way in is good once and for a minute. Ask for another one where you got it.");
    static final Notice LEFT = new Notice(200, "Left", "This browser has left the site.");
    static final Notice UNAVAILABLE =
            new Notice(503, "Try again", "The control plane's database does not answer; try again in a moment.", SOON);
    static final Notice BUSY =
            new Notice(503, "Try again", "Too many wait for this service; try again in a moment.", SOON);
    static final Notice CUT_OFF = new Notice(502, "Broken off", "The service ended before it had answered; try again.");

    static Notice enter(Site site) {
        return new Notice(
                401,
                "Please enter",
                "Open this site from the console, or run \"wbx site open " + site.label()
                        + "\". Programs send an API key as \"Authorization: Bearer wbx_…\".");
    }

    /** What visitors are told while nothing answers. */
    static Notice standing(Site site) {
        String reason = site.reason() == null ? "" : " " + site.reason();
        return switch (site.state()) {
            case STARTING -> new Notice(503, "Starting", "The service is starting." + reason, SOON);
            case ASLEEP -> new Notice(503, "Asleep", "Nobody used the service: it is being started." + reason, SOON);
            case RUNNING ->
                new Notice(503, "No answer", "The service does not answer now; try again in a moment.", SOON);
            case STOPPED -> new Notice(503, "Stopped", "The service was stopped." + reason);
            case CRASHED ->
                new Notice(503, "Crashed", "The service ended by itself; its run's log says more." + reason);
        };
    }

    static void say(HttpServerRequest request, Notice notice) {
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            return;
        }
        response.setStatusCode(notice.status())
                .putHeader("cache-control", "no-store")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader(
                        "content-security-policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        if (notice.status() == 401) {
            response.putHeader("www-authenticate", "Bearer realm=\"WorkbenchX\"");
        }
        boolean people = people(request);
        Duration retry = notice.retry();
        if (retry != null) {
            response.putHeader("retry-after", String.valueOf(retry.toSeconds()));
            if (people && request.method().name().equals("GET")) {
                response.putHeader("refresh", String.valueOf(retry.toSeconds()));
            }
        }
        if (people) {
            Reply.send(request, "text/html;charset=UTF-8", page(notice));
        } else {
            Reply.send(
                    request,
                    "application/json",
                    new JsonObject().put("error", notice.text()).encode());
        }
    }

    private static boolean people(HttpServerRequest request) {
        String accept = request.getHeader("accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/html");
    }

    private static String page(Notice notice) {
        return """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:20vh auto;padding:0 1rem;color:#222}
                @media(prefers-color-scheme:dark){body{background:#111;color:#ddd}}</style></head>
                <body><h1>%1$s</h1><p>%2$s</p></body></html>
                """.formatted(HtmlUtils.htmlEscape(notice.title()), HtmlUtils.htmlEscape(notice.text()));
    }
}
