package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Plain;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A refusal as the server describes it (RFC 9457), or as much as can be told when the answer is no problem document.
 *
 * @param status HTTP status, or 0 when the failure did not come from the workbench
 * @param code stable failure code, for example {@code RUNTIME_UNKNOWN}
 * @param run the run that records the refusal, when there is one
 */
public record Problem(
        int status, String code, String detail, @Nullable String run) {

    private static final int MOST_TEXT_SHOWN = 300;

    public Problem {
        code = Plain.line(code);
        detail = Plain.lines(detail);
        run = run == null ? null : Plain.line(run);
    }

    /** Reads an error answer of any of the workbench's protocols. */
    public static Problem of(int status, String body) {
        try {
            return of(status, Json.parse(body));
        } catch (JacksonException notJson) {
            return new Problem(status, codeOf(status), plain(status, body), null);
        }
    }

    private static Problem of(int status, JsonNode json) {
        var code = Json.text(json, "code");
        var detail = first(Json.text(json, "detail"), Json.text(json, "title"), Json.text(json, "error"));
        return new Problem(
                status,
                code.isEmpty() ? codeOf(status) : code,
                detail.isEmpty() ? plain(status, "") : detail,
                Json.textOrNull(json, "run"));
    }

    /** The problem as one JSON object, for scripts. */
    public JsonNode json() {
        var error = Json.object().put("code", code).put("detail", detail);
        if (status > 0) {
            error.put("status", status);
        }
        if (run != null) {
            error.put("run", run);
        }
        Remedy.of(code).ifPresent(remedy -> error.put("remedy", remedy));
        return Json.object().set("error", error);
    }

    private static String first(String... texts) {
        for (var text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    private static String plain(int status, String body) {
        var text = body.strip().toLowerCase(Locale.ROOT).startsWith("<") ? "" : body.strip();
        var shown = text.length() > MOST_TEXT_SHOWN ? text.substring(0, MOST_TEXT_SHOWN) + "…" : text;
        return "The workbench answered with status " + status + (shown.isEmpty() ? "." : ": " + shown);
    }

    private static String codeOf(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "CONFLICT";
            case 413 -> "TOO_LARGE";
            case 429 -> "RATE_LIMITED";
            case 502, 503, 504 -> "UNAVAILABLE";
            default -> status < 500 ? "SPEC_INVALID" : "INTERNAL";
        };
    }
}
