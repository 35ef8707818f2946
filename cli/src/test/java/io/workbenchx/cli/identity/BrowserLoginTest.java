package io.workbenchx.cli.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.cli.Invocation;
import io.workbenchx.cli.ScriptedWorkbench;
import io.workbenchx.cli.Wbx;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code wbx login} with a browser, which here is a thread that opens the address printed. */
class BrowserLoginTest {

    @TempDir
    Path directory;

    private Path config;
    private ScriptedWorkbench workbench;

    @BeforeEach
    void start() throws Exception {
        config = directory.resolve("config.json");
        workbench = new ScriptedWorkbench();
        workbench
                .json("POST /oauth2/token", tokens("access-1", "refresh-1", 600))
                .json("GET /api/v1/me", "{\"name\":\"ana\",\"role\":\"ENGINEER\"}")
                .json("GET /api/v1/evidence/key", "PEM")
                .json("DELETE /api/v1/me/sign-in", "")
                .json("GET /api/v1/projects/demo/runs", "{\"items\":[]}");
    }

    @AfterEach
    void stop() {
        workbench.close();
    }

    @Test
    @Timeout(60)
    void signsInAndRemembersTheTokensInAFileOnlyTheOwnerReads() throws Exception {
        var printed = login(address -> get(redirect(address) + "?code=the-code&state=" + parameter(address, "state")));

        assertThat(printed).contains("as ana (ENGINEER)").doesNotContain("access-1", "refresh-1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
        var stored = Json.parse(Files.readString(config));
        assertThat(Json.text(stored, "signIn", "accessToken")).isEqualTo("access-1");
        assertThat(Json.text(stored, "signIn", "refreshToken")).isEqualTo("refresh-1");
        assertThat(Json.textOrNull(stored, "apiKey")).isNull();
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer access-1");
    }

    @Test
    @Timeout(60)
    void provesWithTheVerifierThatItAskedForTheCode() throws Exception {
        var asked = new String[1];
        login(address -> {
            asked[0] = address;
            get(redirect(address) + "?code=the-code&state=" + parameter(address, "state"));
        });

        var form = "?" + workbench.seen().get(0).body();
        assertThat(parameter(form, "code")).isEqualTo("the-code");
        assertThat(parameter(form, "redirect_uri")).isEqualTo(redirect(asked[0]));
        var digest = MessageDigest.getInstance("SHA-256")
                .digest(parameter(form, "code_verifier").getBytes(StandardCharsets.US_ASCII));
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(digest))
                .isEqualTo(parameter(asked[0], "code_challenge"));
        assertThat(parameter(asked[0], "code_challenge_method")).isEqualTo("S256");
        assertThat(redirect(asked[0])).startsWith("http://127.0.0.1:").endsWith("/callback");
    }

    @Test
    @Timeout(60)
    void aCodeWithAnotherStateIsNotOurs() throws Exception {
        login(address -> {
            assertThat(get(redirect(address) + "?code=planted&state=guessed")).isEqualTo(400);
            assertThat(get(redirect(address) + "?code=planted")).isEqualTo(400);
            get(redirect(address) + "?code=the-code&state=" + parameter(address, "state"));
        });

        assertThat(workbench.seen().get(0).body()).contains("the-code").doesNotContain("planted");
    }

    @Test
    @Timeout(60)
    void aRefusalIsTold() throws Exception {
        var printed =
                login(address -> get(redirect(address) + "?error=access_denied&state=" + parameter(address, "state")));

        assertThat(printed).contains("access_denied");
        assertThat(config).doesNotExist();
    }

    @Test
    void anAccessTokenThatEndsIsRefreshedAndBothAreStored() throws Exception {
        remember("old-access", "old-refresh", Invocation.NOW.toString());
        workbench.json("POST /oauth2/token", tokens("access-1", "refresh-1", 600));

        assertThat(wbx("runs").exitCode()).isZero();

        assertThat(workbench.seen().get(0).body()).contains("grant_type=refresh_token", "refresh_token=old-refresh");
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer access-1");
        assertThat(Files.readString(config)).contains("refresh-1").doesNotContain("old-refresh");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(config)))
                .isEqualTo("rw-------");
    }

    @Test
    void anAccessTokenThatIsGoodIsUsedAsItIs() throws Exception {
        remember("good-access", "refresh", Invocation.NOW.plusSeconds(300).toString());

        wbx("runs");

        assertThat(workbench.seen()).hasSize(1);
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer good-access");
    }

    @Test
    void aSignInThatHasEndedIsTold() throws Exception {
        remember("old-access", "old-refresh", Invocation.NOW.toString());
        try (var strict = new ScriptedWorkbench()) {
            strict.problem("POST /oauth2/token", 400, "x", "invalid_grant");
            Files.writeString(config, Files.readString(config).replace(workbench.url(), strict.url()));

            var failed = wbx("runs");

            assertThat(failed.exitCode()).isEqualTo(4);
            assertThat(failed.err()).contains("has ended", "wbx login");
        }
    }

    @Test
    void tokensAreNeverShownToAnotherWorkbenchAndAKeyOfTheEnvironmentWins() throws Exception {
        remember("good-access", "refresh", Invocation.NOW.plusSeconds(300).toString());
        try (var other = new ScriptedWorkbench()) {
            other.json("GET /api/v1/projects/demo/runs", "{\"items\":[]}");

            wbx("runs --url " + other.url());
            assertThat(other.last().header("Authorization")).isEmpty();
        }
        Invocation.line(Map.of("WBX_CONFIG", config.toString(), "WBX_API_KEY", "wbx_env"), "runs");
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer wbx_env");
    }

    @Test
    void logoutEndsTheSignInAndForgetsIt() throws Exception {
        remember("good-access", "refresh", Invocation.NOW.plusSeconds(300).toString());

        assertThat(wbx("logout").exitCode()).isZero();

        assertThat(workbench.last().method()).isEqualTo("DELETE");
        assertThat(workbench.last().header("Authorization")).isEqualTo("Bearer good-access");
        assertThat(Files.readString(config))
                .doesNotContain("good-access", "refresh")
                .contains(workbench.url());
    }

    private void remember(String access, String refresh, String expires) throws Exception {
        Files.writeString(
                config,
                Json.write(Json.object()
                        .put("url", workbench.url())
                        .set(
                                "signIn",
                                Json.object()
                                        .put("accessToken", access)
                                        .put("refreshToken", refresh)
                                        .put("expiresAt", expires))));
    }

    private static String tokens(String access, String refresh, int seconds) {
        return "{\"access_token\":\"" + access + "\",\"refresh_token\":\"" + refresh
                + "\",\"token_type\":\"Bearer\",\"expires_in\":" + seconds + "}";
    }

    private Invocation wbx(String line) {
        return Invocation.line(Map.of("WBX_CONFIG", config.toString()), line);
    }

    /** Logs in; the browser gets the address as soon as it is printed. Gives all that was printed. */
    private String login(Consumer<String> browser) throws Exception {
        var out = new ByteArrayOutputStream();
        var seen = new StringBuilder();
        var watching = new OutputStream() {
            private boolean opened;

            @Override
            public synchronized void write(int b) {
                seen.append((char) b);
                Matcher address =
                        Pattern.compile("(http\\S+/oauth2/authorize\\S+)\\s").matcher(seen);
                if (!opened && address.find()) {
                    opened = true;
                    var found = address.group(1);
                    new Thread(() -> browser.accept(found)).start();
                }
            }
        };
        var shell = new Shell(
                Map.of("WBX_CONFIG", config.toString()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(watching, true, StandardCharsets.UTF_8),
                new ByteArrayInputStream(new byte[0]),
                false,
                Clock.fixed(Invocation.NOW, ZoneOffset.UTC));
        Wbx.run(shell, "login", "--no-browser", "--url", workbench.url());
        return out.toString(StandardCharsets.UTF_8) + seen;
    }

    private static String redirect(String address) {
        return parameter(address, "redirect_uri");
    }

    private static String parameter(String address, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]+)").matcher(address);
        assertThat(matcher.find()).as(name + " in " + address).isTrue();
        return URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8);
    }

    private static int get(String address) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
