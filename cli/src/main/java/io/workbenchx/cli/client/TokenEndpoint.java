package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Where the workbench's own issuer gives tokens for codes and refresh tokens. */
public final class TokenEndpoint {

    /** How this program is known there. */
    public static final String CLIENT = "wbx";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final URI workbench;
    private final Clock clock;

    public TokenEndpoint(URI workbench, Clock clock) {
        this.workbench = workbench;
        this.clock = clock;
    }

    /** Redeems a code. */
    public Tokens redeem(String code, String redirectUri, String verifier) {
        return ask(Map.of(
                "grant_type", "authorization_code",
                "client_id", CLIENT,
                "code", code,
                "redirect_uri", redirectUri,
                "code_verifier", verifier));
    }

    /** The next tokens of a sign-in; the one given is used up. */
    Tokens refresh(String refreshToken) {
        return ask(Map.of("grant_type", "refresh_token", "client_id", CLIENT, "refresh_token", refreshToken));
    }

    // Sent once: a code or refresh token that arrives twice ends the sign-in.
    private Tokens ask(Map<String, String> form) {
        var request = HttpRequest.newBuilder(URI.create(workbench + "/oauth2/token"))
                .timeout(PATIENCE)
                .header("User-Agent", "wbx")
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                        .map(field ->
                                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))))
                .build();
        try {
            var answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == OK) {
                return Tokens.of(Json.parse(answer.body()), clock);
            }
            throw answer.statusCode() < 500
                    ? ended()
                    : new ApiException(Problem.of(answer.statusCode(), answer.body()));
        } catch (IOException e) {
            throw new UnreachableException(workbench, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }

    private ApiException ended() {
        return new ApiException(new Problem(
                401,
                "UNAUTHENTICATED",
                "The sign-in to " + workbench + " has ended: sign in again with wbx login.",
                null));
    }
}
