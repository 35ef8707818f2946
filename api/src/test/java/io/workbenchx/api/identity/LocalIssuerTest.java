package io.workbenchx.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.identity.SigningKeys;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded issuer as wbx and the console use it: code with PKCE, rotation, replay (N13, N56). */
class LocalIssuerTest {

    private static final String PASSWORD = "correct horse battery";
    private static final String VERIFIER = "v".repeat(64);
    private static final String REDIRECT = "http://127.0.0.1:49152/callback";

    private final RunningApi api = RunningApi.get();
    private final String user = "u-" + UUID.randomUUID();

    /** A browser that holds cookies. */
    private final class Browser {
        private final Map<String, String> cookies = new LinkedHashMap<>();

        Answer get(String path) {
            return kept(api.send("GET", path, null, null, "Cookie", cookieHeader()));
        }

        Answer post(String path, Map<String, String> form, String... headers) {
            String[] all = new String[headers.length + 4];
            System.arraycopy(headers, 0, all, 4, headers.length);
            all[0] = "Cookie";
            all[1] = cookieHeader();
            all[2] = "Content-Type";
            all[3] = "application/x-www-form-urlencoded";
            return kept(api.send("POST", path, null, encode(form), all));
        }

        Answer login(String query) {
            return post(
                    "/login?" + query, Map.of("user", user, "password", PASSWORD, "_csrf", csrf("/login?" + query)));
        }

        String csrf(String page) {
            Matcher token = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"")
                    .matcher(get(page).body());
            assertThat(token.find()).isTrue();
            return token.group(1);
        }

        /** Signs in and gives the code that the client gets. */
        String code() {
            assertThat(login(authorize()).status()).isEqualTo(303);
            return parameter(get("/oauth2/authorize?" + authorize()), "code");
        }

        private String cookieHeader() {
            return cookies.isEmpty()
                    ? "none=0"
                    : cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; "));
        }

        private Answer kept(Answer answer) {
            for (String cookie : answer.response().headers().allValues("set-cookie")) {
                String pair = cookie.split(";")[0];
                cookies.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
            return answer;
        }
    }

    @BeforeEach
    void makeUser() {
        Answer created = api.send(
                "POST",
                "/api/v1/users",
                api.adminKey(),
                Map.of("name", user, "role", "ENGINEER", "password", PASSWORD));
        assertThat(created.status()).as(created.body()).isEqualTo(201);
    }

    @Test
    void aPersonSignsInWithABrowserAndTheClientGetsTokensThatAreGoodForTheApi() {
        Browser browser = new Browser();
        Answer asked = browser.get("/oauth2/authorize?" + authorize());
        assertThat(asked.status()).isEqualTo(303);
        assertThat(location(asked)).startsWith("/login?");

        Answer loggedIn = browser.login(authorize());
        assertThat(location(loggedIn)).startsWith("/oauth2/authorize?");
        Answer redirected = browser.get(location(loggedIn));
        assertThat(location(redirected)).startsWith(REDIRECT + "?code=");
        assertThat(parameter(redirected, "state")).isEqualTo("the-state");

        Answer tokens = token(parameter(redirected, "code"), VERIFIER);
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
        Answer me = api.send("GET", "/api/v1/me", access(tokens), null);
        assertThat(me.json().path("name").asString()).isEqualTo(user);
        assertThat(me.json().path("role").asString()).isEqualTo("ENGINEER");
    }

    @Test
    void theSessionCookieIsHttpOnlyAndLaxAndGoodForTheApiNowhere() {
        Browser browser = new Browser();
        Answer loggedIn = browser.login(authorize());

        assertThat(loggedIn.response().headers().allValues("set-cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("wbx-session=")
                        .contains("HttpOnly", "SameSite=Lax")
                        .doesNotContain("Domain"));
        assertThat(browser.get("/api/v1/me").status()).isEqualTo(401);
    }

    @Test
    void thePageLoadsNothingRunsNothingAndIsNotFramed() {
        Answer page = api.send("GET", "/login", null, null);

        assertThat(page.response().headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                        .doesNotContain("unsafe"));
        assertThat(page.body()).doesNotContain("<script", "http://", "https://");
        assertThat(page.response().headers().firstValue("cache-control")).hasValue("no-store");
    }

    @Test
    void whatStandsInTheQueryIsNotPartOfThePage() {
        Answer page = api.send("GET", "/login?client_id=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", null, null);

        assertThat(page.body()).doesNotContain("<script>");
    }

    @Test
    void aWrongPasswordAndAnUnknownUserLookTheSame() {
        Browser browser = new Browser();
        String csrf = browser.csrf("/login");
        Answer wrong = browser.post("/login", Map.of("user", user, "password", "not this one", "_csrf", csrf));
        Answer unknown = browser.post("/login", Map.of("user", "nobody", "password", "not this one", "_csrf", csrf));

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(wrong.body().replace(user, "").replaceAll("name=\"_csrf\" value=\"[^\"]+\"", ""))
                .isEqualTo(unknown.body().replace("nobody", "").replaceAll("name=\"_csrf\" value=\"[^\"]+\"", ""));
    }

    @Test
    void aSignInThatAnotherSiteMakesTheBrowserSendIsRefused() {
        Browser browser = new Browser();
        String csrf = browser.csrf("/login");
        Map<String, String> form = Map.of("user", user, "password", PASSWORD, "_csrf", csrf);

        assertThat(browser.post("/login", Map.of("user", user, "password", PASSWORD))
                        .status())
                .isEqualTo(403);
        assertThat(browser.post("/login", form, "Origin", "https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(browser.post("/login", form, "Origin", "null").status()).isEqualTo(403);
        assertThat(browser.post("/login", form, "Sec-Fetch-Site", "cross-site").status())
                .isEqualTo(403);
    }

    @Test
    void aCodeIsGoodOnceAndItsReplayEndsTheSignIn() {
        String code = new Browser().code();
        Answer tokens = token(code, VERIFIER);
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);

        assertThat(token(code, VERIFIER).status()).isEqualTo(400);

        assertThat(api.send("GET", "/api/v1/me", access(tokens), null).status()).isEqualTo(401);
        assertThat(refresh(tokens).status()).isEqualTo(400);
    }

    @Test
    void aCodeIsWorthlessWithoutItsVerifier() {
        assertThat(token(new Browser().code(), "w".repeat(64)).status()).isEqualTo(400);
    }

    @Test
    void aCodeIsBoundToItsClientAndItsRedirect() {
        String code = new Browser().code();

        assertThat(tokens(Map.of(
                                "grant_type", "authorization_code",
                                "client_id", "console",
                                "code", code,
                                "redirect_uri", REDIRECT,
                                "code_verifier", VERIFIER))
                        .status())
                .isEqualTo(400);
        String another = new Browser().code();
        assertThat(tokens(Map.of(
                                "grant_type", "authorization_code",
                                "client_id", "wbx",
                                "code", another,
                                "redirect_uri", "http://127.0.0.1:49153/callback",
                                "code_verifier", VERIFIER))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aRefreshTokenIsGoodOnceAndItsReuseEndsTheSignIn() {
        Answer first = token(new Browser().code(), VERIFIER);
        Answer second = refresh(first);
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(api.send("GET", "/api/v1/me", access(second), null).status()).isEqualTo(200);

        assertThat(refresh(first).status()).isEqualTo(400);

        assertThat(refresh(second).status()).isEqualTo(400);
        assertThat(api.send("GET", "/api/v1/me", access(second), null).status()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheTokensOfThatSignInOnly() {
        Answer one = token(new Browser().code(), VERIFIER);
        Answer other = token(new Browser().code(), VERIFIER);

        assertThat(api.send("DELETE", "/api/v1/me/sign-in", access(one), null).status())
                .isEqualTo(204);

        assertThat(api.send("GET", "/api/v1/me", access(one), null).status()).isEqualTo(401);
        assertThat(refresh(one).status()).isEqualTo(400);
        assertThat(api.send("GET", "/api/v1/me", access(other), null).status()).isEqualTo(200);
    }

    @Test
    void aNewPasswordEndsEverySignInAndEveryBrowser() {
        Browser browser = new Browser();
        Answer tokens = token(browser.code(), VERIFIER);

        Answer changed = api.send(
                "PUT",
                "/api/v1/me/password",
                access(tokens),
                Map.of("current", PASSWORD, "password", "another horse battery"));
        assertThat(changed.status()).as(changed.body()).isEqualTo(204);

        assertThat(api.send("GET", "/api/v1/me", access(tokens), null).status()).isEqualTo(401);
        assertThat(location(browser.get("/oauth2/authorize?" + authorize()))).startsWith("/login?");
    }

    @Test
    void signingOutOfTheBrowserAsksForThePasswordAgain() {
        Browser browser = new Browser();
        browser.code();

        assertThat(browser.post("/logout", Map.of("_csrf", browser.csrf("/login")))
                        .status())
                .isEqualTo(200);

        assertThat(location(browser.get("/oauth2/authorize?" + authorize()))).startsWith("/login?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/callback",
                "//evil.example",
                "http://127.0.0.1:49152/callback/../evil",
                "http://127.0.0.1:49152/callback?x=1",
                "http://127.0.0.1:49152/callback#x",
                "http://127.0.0.1.evil.example/callback",
                "http://user@127.0.0.1:49152/callback",
                "http://localhost:49152/callback",
                "javascript:alert(1)"
            })
    void aRedirectThatIsNotTheClientsOwnIsRefusedBeforeAnybodySignsIn(String redirect) {
        Answer answer = new Browser().get("/oauth2/authorize?" + authorize().replace(url(REDIRECT), url(redirect)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().headers().firstValue("location")).isEmpty();
    }

    @Test
    void theConsoleGetsItsCodeAtItsOwnAddressOnly() {
        Browser browser = new Browser();
        String query = authorize().replace("client_id=wbx", "client_id=console");

        assertThat(browser.get("/oauth2/authorize?" + query).status()).isEqualTo(400);
        assertThat(location(browser.get("/oauth2/authorize?"
                        + query.replace(url(REDIRECT), url("http://127.0.0.1:8080/console/callback")))))
                .startsWith("/login?");
    }

    @Test
    void aRequestWithoutProofKeyGetsNoCode() {
        Browser browser = new Browser();
        browser.code();
        for (String query : List.of(
                authorize().replaceAll("&code_challenge=[^&]+", "").replaceAll("&code_challenge_method=[^&]+", ""),
                authorize().replace("S256", "plain"))) {
            Answer answer = browser.get("/oauth2/authorize?" + query);
            assertThat(answer.response().headers().firstValue("location").orElse(""))
                    .doesNotContain("code=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"next=//evil.example", "continue=https://evil.example", "redirect=/%2F/evil.example"})
    void signingInLeadsNowhereElse(String query) {
        String to = location(new Browser().login(query));

        assertThat(to).startsWith("/oauth2/authorize?");
    }

    @Test
    void tokensOfAKeyThatSignsNoMoreStayGoodAndNewOnesHaveTheNewKey() {
        Answer before = token(new Browser().code(), VERIFIER);
        api.bean(SigningKeys.class).rotate();

        assertThat(api.send("GET", "/api/v1/me", access(before), null).status()).isEqualTo(200);
        assertThat(api.send("GET", "/api/v1/me", access(refresh(before)), null).status())
                .isEqualTo(200);
    }

    @Test
    void publishesPublicKeysOnlyAndStoresPrivateOnesEncrypted() {
        Answer keys = api.send("GET", "/oauth2/jwks", null, null);

        assertThat(keys.status()).isEqualTo(200);
        assertThat(keys.json().path("keys").size()).isPositive();
        assertThat(keys.json().findValues("d")).isEmpty();
    }

    @Test
    void knowsNoOtherGrantAndNoOtherClient() {
        assertThat(tokens(Map.of("grant_type", "client_credentials", "client_id", "wbx"))
                        .status())
                .isIn(400, 401);
        assertThat(tokens(Map.of("grant_type", "password", "client_id", "wbx", "username", user, "password", PASSWORD))
                        .status())
                .isIn(400, 401);
        assertThat(tokens(Map.of("grant_type", "refresh_token", "client_id", "mallory", "refresh_token", "x"))
                        .status())
                .isIn(400, 401);
    }

    private Answer token(String code, String verifier) {
        return tokens(Map.of(
                "grant_type", "authorization_code",
                "client_id", "wbx",
                "code", code,
                "redirect_uri", REDIRECT,
                "code_verifier", verifier));
    }

    private Answer refresh(Answer tokens) {
        return tokens(Map.of(
                "grant_type", "refresh_token",
                "client_id", "wbx",
                "refresh_token", tokens.json().path("refresh_token").asString()));
    }

    private Answer tokens(Map<String, String> form) {
        return api.send(
                "POST", "/oauth2/token", null, encode(form), "Content-Type", "application/x-www-form-urlencoded");
    }

    private static String access(Answer tokens) {
        return tokens.json().path("access_token").asString();
    }

    private static String authorize() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return "response_type=code&client_id=wbx&state=the-state&redirect_uri=" + url(REDIRECT)
                    + "&code_challenge="
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(digest)
                    + "&code_challenge_method=S256";
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String location(Answer answer) {
        URI to = URI.create(answer.response().headers().firstValue("location").orElse("none"));
        return "127.0.0.1".equals(to.getHost())
                        && to.getPort() == answer.response().uri().getPort()
                ? to.getRawPath() + "?" + to.getRawQuery()
                : to.toString();
    }

    private static String parameter(Answer redirect, String name) {
        Matcher matcher = Pattern.compile("[?&]" + name + "=([^&]+)").matcher(location(redirect));
        assertThat(matcher.find()).as(location(redirect)).isTrue();
        return matcher.group(1);
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> url(field.getKey()) + "=" + url(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
