package io.workbenchx.providers.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SECURITY N39: a secret in the output of the workload that has it, in every form in which programs write. */
class SecretMaskTest {

    private static final String SECRET = "s3cr3t/päss+w0rd \"x\"";
    private static final SecretMask MASK = SecretMask.of(List.of(SECRET));

    @Test
    void masksTheValueItself() {
        assertThat(MASK.mask("token=" + SECRET + ";")).isEqualTo("token=***;");
    }

    @Test
    void leavesEverythingElseAsItIs() {
        String text = "s3cr3t, a part of it, and päss+w0rd\u001b[0m\r\n";
        assertThat(MASK.mask(text)).isEqualTo(text);
        assertThat(SecretMask.of(List.of()).mask(SECRET)).isEqualTo(SECRET);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void masksBase64AtEveryAlignment(int before) {
        byte[] text = ("abcdef".substring(0, before) + SECRET + "tail").getBytes(StandardCharsets.UTF_8);
        for (Base64.Encoder encoder : List.of(
                Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getEncoder().withoutPadding())) {
            String encoded = encoder.encodeToString(text);

            String masked = MASK.mask(encoded);

            assertThat(masked).contains("***");
            assertThat(masked.length())
                    .as("what is left of %s: %s", encoded, masked)
                    .isLessThan(encoded.length() - 20);
        }
    }

    @Test
    void masksBase64OfTheValueAlone() {
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        assertThat(MASK.mask("Basic " + Base64.getEncoder().encodeToString(bytes)))
                .isEqualTo("Basic ***");
        assertThat(MASK.mask(Base64.getUrlEncoder().encodeToString(bytes) + "\n"))
                .isEqualTo("***\n");
    }

    @Test
    void masksBase64InLines() {
        String longSecret = "0123456789abcdef".repeat(8);
        String encoded = Base64.getMimeEncoder().encodeToString(longSecret.getBytes(StandardCharsets.UTF_8));

        assertThat(SecretMask.of(List.of(longSecret)).mask(encoded)).isEqualTo("***\r\n***\r\n***");
    }

    @Test
    void masksPercentEncodings() {
        String form = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
        for (String encoded : List.of(
                form,
                form.replace("+", "%20"),
                form.replace("+", "%20").replace("%2F", "/"),
                "s3cr3t%2fp%c3%a4ss%2bw0rd%20%22x%22")) {
            assertThat(MASK.mask("https://host/?key=" + encoded + "&a=b"))
                    .as(encoded)
                    .isEqualTo("https://host/?key=***&a=b");
        }
    }

    @Test
    void masksJson() {
        for (String escaped : List.of(
                "s3cr3t/päss+w0rd \\\"x\\\"", "s3cr3t/p\\u00e4ss+w0rd \\\"x\\\"", "s3cr3t\\/päss+w0rd \\\"x\\\"")) {
            assertThat(MASK.mask("{\"key\":\"" + escaped + "\"}")).isEqualTo("{\"key\":\"***\"}");
        }
    }

    @Test
    void masksHexadecimal() {
        String hex = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
        assertThat(MASK.mask("<" + hex + "|" + hex.toUpperCase() + ">")).isEqualTo("<***|***>");
    }

    @Test
    void masksTheLinesOfAValueOfSeveral() {
        SecretMask mask = SecretMask.of(List.of("first line of it\nsecond line\nxy\n"));

        assertThat(mask.mask("> first line of it\n> second line\n> xy\n")).isEqualTo("> ***\n> ***\n> xy\n");
        assertThat(mask.mask("{\"k\":\"first line of it\\nsecond line\\nxy\\n\"}"))
                .isEqualTo("{\"k\":\"***\"}");
    }

    @Test
    void masksOverlappingSecretsAsOne() {
        SecretMask mask = SecretMask.of(List.of("abcdefgh", "efghijkl"));

        assertThat(mask.mask("<abcdefghijkl>")).isEqualTo("<***>");
        assertThat(inPieces(mask, "<abcdefghijkl> <abcdefgh>", 1)).isEqualTo("<***> <***>");
    }

    /** Wherever the output is cut, nothing of a secret gets through. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 64})
    void masksWhatArrivesInPieces(int size) {
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String output = "a\n" + SECRET + "\nb s3cr3t/p c " + base64 + "\n" + SECRET;

        assertThat(inPieces(MASK, output, size)).isEqualTo("a\n***\nb s3cr3t/p c ***\n***");
    }

    @Test
    void holdsBackOnlyWhatMayBeTheBeginningOfASecret() {
        SecretMask.Masked masked = MASK.mask("password: s3cr".getBytes(StandardCharsets.UTF_8), false);

        assertThat(new String(masked.content(), StandardCharsets.UTF_8)).isEqualTo("password: ");
        assertThat(masked.consumed()).isEqualTo("password: ".length());
        assertThat(MASK.mask("done.\n".getBytes(StandardCharsets.UTF_8), false).consumed())
                .isEqualTo(6);
    }

    @Test
    void letsGoOfWhatWasHeldBackAtTheEnd() {
        assertThat(inPieces(MASK, "the end: s3cr", 4)).isEqualTo("the end: s3cr");
    }

    @Test
    void getsOnWithOutputThatRepeatsASecretWithoutEnd() {
        SecretMask mask = SecretMask.of(List.of("abababab"));

        String masked = inPieces(mask, "ab".repeat(5000), 1000);

        assertThat(masked).startsWith("***").doesNotContain("abababab");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 46, 47, 48, 1000})
    void masksKeysOfTheWorkbenchInTheOutputOfRuns(int size) {
        String key = "wbx_" + "aZ0-_".repeat(8) + "xyz";
        SecretMask mask = SecretMask.of(List.of(SECRET));

        assertThat(inPieces(
                        mask, "{'MLFLOW_TRACKING_TOKEN': '" + key + "', 'X': '" + SECRET + "'}\nwbx_short wbx", size))
                .isEqualTo("{'MLFLOW_TRACKING_TOKEN': '***', 'X': '***'}\nwbx_short wbx");
        assertThat(inPieces(SecretMask.of(List.of()), key + "\n", size)).isEqualTo("***\n");
    }

    /** Feeds a mask as the watcher does: what was not taken is given again together with what follows. */
    private static String inPieces(SecretMask mask, String output, int size) {
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream clean = new ByteArrayOutputStream();
        int from = 0;
        for (int to = Math.min(size, bytes.length); from < bytes.length; to = Math.min(to + size, bytes.length)) {
            SecretMask.Masked masked = mask.mask(Arrays.copyOfRange(bytes, from, to), to == bytes.length);
            clean.writeBytes(masked.content());
            from += masked.consumed();
        }
        return clean.toString(StandardCharsets.UTF_8);
    }
}
