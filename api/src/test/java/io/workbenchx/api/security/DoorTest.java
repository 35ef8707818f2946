package io.workbenchx.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request must be like before anybody asks who sent it: N10 (URL), N13, N14, N15. */
class DoorTest {

    private final RunningApi api = RunningApi.get();

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "evil.example:8080", "localhost.evil", ""})
    void answersToNoOtherName(String host) throws IOException {
        for (String path : List.of("/api/v1/health", "/api/v1/me", "/login", "/nothing")) {
            assertThat(status(path, "127.0.0.1", "Host: " + host)).as(path).isIn(400, 421);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:1234", "127.0.0.1", "[::1]:8080", "localhost."})
    void answersToItsOwnNames(String host) throws IOException {
        assertThat(status("/api/v1/health", "127.0.0.1", "Host: " + host)).isEqualTo(200);
    }

    @Test
    void aRefusalByNameSaysWhatToConfigure() throws IOException {
        assertThat(raw("/api/v1/health", "127.0.0.1", "Host: evil.example"))
                .contains("urn:wbx:failure:misdirected", "workbenchx.http.hosts");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,X-Forwarded-Host: evil.example,200",
        "127.0.0.2,X-Forwarded-Host: evil.example,421",
        "127.0.0.1,Forwarded: host=evil.example,200",
        "127.0.0.2,Forwarded: host=evil.example,200"
    })
    void believesTheForwardedHostOfConfiguredProxiesOnly(String from, String header, int expected) throws IOException {
        assertThat(status("/api/v1/health", from, "Host: localhost", header)).isEqualTo(expected);
    }

    @Test
    void aSpoofedAddressDoesNotEscapeTheLimitOfWrongPasswords() throws IOException {
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            String basic =
                    Base64.getEncoder().encodeToString(("spoofed-" + i + ":wrong").getBytes(StandardCharsets.UTF_8));
            // The proxy adds the last address; what stands before it came from the client.
            answers.add(status(
                    "/api/v1/me",
                    "127.0.0.2",
                    "Host: localhost",
                    "Authorization: Basic " + basic,
                    "X-Forwarded-For: 10.0.0." + i + ", 192.0.2.77"));
        }
        assertThat(answers).startsWith(401).endsWith(429);
        assertThat(answers.indexOf(429)).isEqualTo(60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "http://localhost.evil", "https://console.evil"})
    void sendsNoCorsHeaderToAnOriginThatIsNotConfigured(String origin) {
        Answer preflight = api.send(
                "OPTIONS",
                "/api/v1/projects",
                null,
                null,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "authorization");
        Answer simple = api.send("GET", "/api/v1/projects", api.adminKey(), null, "Origin", origin);

        assertThat(preflight.status()).isIn(401, 403);
        for (Answer answer : List.of(preflight, simple)) {
            assertThat(answer.response().headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
            assertThat(answer.response().headers().firstValue("access-control-allow-credentials"))
                    .isEmpty();
        }
    }

    @Test
    void aConfiguredOriginMayCallWithATokenButNeverWithCookies() {
        Answer answer = api.send("GET", "/api/v1/me", api.adminKey(), null, "Origin", "https://console.example");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().headers().firstValue("access-control-allow-origin"))
                .hasValue("https://console.example");
        assertThat(answer.response().headers().firstValue("access-control-allow-credentials"))
                .isEmpty();
        assertThat(api.send(
                                "POST",
                                "/api/v1/keys",
                                api.adminKey(),
                                Map.of("name", "from the console"),
                                "Origin",
                                "https://console.example",
                                "Sec-Fetch-Site",
                                "cross-site")
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"Origin,https://evil.example", "Origin,null", "Sec-Fetch-Site,cross-site", "Sec-Fetch-Site,same-site"})
    void aPageOfAnotherSiteChangesNothingEvenWithAGoodKey(String header, String value) {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertThat(api.send(method, "/api/v1/keys", api.adminKey(), Map.of("name", "x"), header, value)
                            .status())
                    .as(method)
                    .isEqualTo(403);
        }
    }

    @Test
    void aKeyInTheUrlIsRefusedEvenBesideAGoodOne() {
        for (String query : List.of(
                "key=" + api.adminKey(),
                "api_key=" + api.adminKey().replace("wbx_", "wbx%5F"),
                "x=1&access_token=abc")) {
            for (String key : new String[] {null, api.adminKey()}) {
                Answer answer = api.send("GET", "/api/v1/me?" + query, key, null);
                assertThat(answer.status()).as(query).isEqualTo(401);
                assertThat(answer.body()).doesNotContain(api.adminKey());
            }
        }
    }

    private int status(String path, String from, String... headers) throws IOException {
        return Integer.parseInt(raw(path, from, headers).split(" ")[1]);
    }

    /** As it is on the wire: the JDK's client writes no Host of ours. */
    private String raw(String path, String from, String... headers) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getByName("127.0.0.1"), api.uri("/").getPort(), InetAddress.getByName(from), 0)) {
            String request =
                    "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
