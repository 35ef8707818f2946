package io.workbenchx.cli.identity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.TokenEndpoint;
import io.workbenchx.cli.client.Tokens;
import io.workbenchx.cli.shell.Browser;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Signs in with a browser: the password is typed there and never seen here. The code comes back to a port of this machine that only this
 * process listens on (RFC 8252), and is worthless without the verifier that only this process knows (PKCE).
 */
final class BrowserLogin {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Shell shell;
    private final URI workbench;
    private final String state = random();
    private final String verifier = random();
    private final CompletableFuture<String> code = new CompletableFuture<>();

    BrowserLogin(Shell shell, URI workbench) {
        this.shell = shell;
        this.workbench = workbench;
    }

    /**
     * @param open whether to start a browser; the address is printed in any case
     */
    Tokens run(boolean open) {
        HttpServer server = listen();
        try {
            var redirect = "http://127.0.0.1:" + server.getAddress().getPort() + "/callback";
            var address = address(redirect);
            shell.err().println("Sign in with a browser: " + address);
            shell.err().flush();
            if (open && !new Browser(shell).open(address)) {
                shell.err().println("No browser could be started: open the address yourself.");
            }
            return new TokenEndpoint(workbench, shell.clock()).redeem(await(), redirect, verifier);
        } finally {
            server.stop(0);
        }
    }

    private HttpServer listen() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.createContext("/callback", this::callback);
            server.start();
            return server;
        } catch (IOException e) {
            throw new CommandException("No port of this machine can be listened on (" + e.getMessage()
                    + "): sign in with a key, wbx login --key -");
        }
    }

    private String address(String redirect) {
        try {
            var challenge = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return workbench + "/oauth2/authorize?response_type=code&client_id=" + TokenEndpoint.CLIENT
                    + "&redirect_uri="
                    + URLEncoder.encode(redirect, StandardCharsets.UTF_8) + "&state=" + state + "&code_challenge="
                    + text(challenge) + "&code_challenge_method=S256";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }

    // Whoever does not know the state did not come from our sign-in: told so, and waited on for the one who does.
    private void callback(HttpExchange exchange) throws IOException {
        var query = exchange.getRequestURI().getRawQuery();
        var given = parameter(query, "code");
        if (!state.equals(parameter(query, "state"))) {
            answer(exchange, 400, "This is not the sign-in that wbx waits for.");
        } else if (given == null) {
            answer(exchange, 400, "The workbench did not let you in.");
            code.completeExceptionally(new CommandException(
                    "The workbench refused the sign-in: " + String.valueOf(parameter(query, "error")) + "."));
        } else {
            answer(exchange, 200, "You are signed in. This page can be closed.");
            code.complete(given);
        }
    }

    private String await() {
        try {
            return code.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CommandException("Nobody signed in within " + PATIENCE.toMinutes() + " minutes: try again.");
        } catch (ExecutionException refused) {
            throw refused.getCause() instanceof CommandException known
                    ? known
                    : new CommandException("The sign-in failed: " + refused.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        var page = ("<!doctype html><meta charset=utf-8><title>wbx</title><p>" + text).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
        exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private static @Nullable String parameter(@Nullable String query, String name) {
        for (var pair : query == null ? new String[0] : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static String random() {
        var bytes = new byte[48];
        RANDOM.nextBytes(bytes);
        return text(bytes);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
