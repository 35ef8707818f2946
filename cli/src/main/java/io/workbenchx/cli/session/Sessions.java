package io.workbenchx.cli.session;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Retries.Pause;
import io.workbenchx.cli.shell.Json;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** The sessions of one project. */
record Sessions(Api api, String project) {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    JsonNode list() {
        return api.get(path());
    }

    JsonNode get(String name) {
        return api.get(path(name));
    }

    JsonNode start(JsonNode request) {
        return api.post(path(), request);
    }

    JsonNode tell(String name, String verb, JsonNode body) {
        return api.post(path(name, verb), body);
    }

    JsonNode outputs(String name) {
        return api.get(path(name, "outputs"));
    }

    /** An address that lets the caller's browser in, once. */
    JsonNode entry(String site) {
        return api.post(ApiPath.project(project, "sites", site, "entry"), Json.object());
    }

    /**
     * Waits until the session can be used.
     *
     * @param phase told each phase once
     * @throws CommandException when it ends before, or the time is over
     */
    JsonNode awaitReady(String name, Duration longest, Consumer<String> phase, Pause pause) {
        var session = follow(name, "READY", longest, phase, pause);
        if (Json.text(session, "open").equals("false")) {
            throw new CommandException("Session " + name + " did not start: " + reason(session)
                    + " Read what it printed: wbx session logs " + name);
        }
        return session;
    }

    /** Waits until the session has ended, and its workspace is saved. */
    JsonNode awaitEnd(String name, Duration longest, Consumer<String> phase, Pause pause) {
        return follow(name, "ENDED", longest, phase, pause);
    }

    private JsonNode follow(String name, String wanted, Duration longest, Consumer<String> heard, Pause pause) {
        var told = "";
        for (long looks = longest.dividedBy(BETWEEN_LOOKS); looks > 0; looks--) {
            var session = get(name);
            var phase = Json.text(session, "phase");
            if (phase.equals(wanted) || Json.text(session, "open").equals("false")) {
                return session;
            }
            var waiting = Json.text(session, "waitingFor");
            var now = waiting.isEmpty() ? phase : "waiting for " + waiting;
            if (!now.equals(told)) {
                heard.accept(now);
                told = now;
            }
            rest(pause);
        }
        throw new CommandException("Session " + name + " is not " + wanted + " after " + longest.toSeconds()
                + " s; it goes on. Look at it: wbx session show " + name);
    }

    static String reason(JsonNode session) {
        var code = Json.text(session, "failure", "code");
        return code.isEmpty()
                ? Json.text(session, "ending") + "."
                : "(" + code + ") " + Json.text(session, "failure", "message");
    }

    private ApiPath path(String... segments) {
        return ApiPath.project(project, "sessions").then(segments);
    }

    private static void rest(Pause pause) {
        try {
            pause.of(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }
}
