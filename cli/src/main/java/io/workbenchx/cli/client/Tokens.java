package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a sign-in with a browser gave.
 *
 * @param refreshToken good once
 * @param expiresAt when the access token ends
 */
public record Tokens(String accessToken, String refreshToken, Instant expiresAt) {

    private static final Duration SPARE = Duration.ofSeconds(30);

    /** Reads the answer of a token endpoint. */
    static Tokens of(JsonNode answer, Clock clock) {
        return new Tokens(
                Json.text(answer, "access_token"),
                Json.text(answer, "refresh_token"),
                clock.instant().plusSeconds((long) Json.number(answer, "expires_in")));
    }

    static @Nullable Tokens stored(JsonNode config) {
        var access = Json.textOrNull(config, "signIn", "accessToken");
        var refresh = Json.textOrNull(config, "signIn", "refreshToken");
        var expires = Json.textOrNull(config, "signIn", "expiresAt");
        return access == null || refresh == null || expires == null
                ? null
                : new Tokens(access, refresh, Instant.parse(expires));
    }

    ObjectNode json() {
        return Json.object()
                .put("accessToken", accessToken)
                .put("refreshToken", refreshToken)
                .put("expiresAt", expiresAt.toString());
    }

    boolean fresh(Clock clock) {
        return clock.instant().plus(SPARE).isBefore(expiresAt);
    }
}
