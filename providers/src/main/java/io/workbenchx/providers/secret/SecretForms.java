package io.workbenchx.providers.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every form in which a secret may turn up in output: as it is, line by line, in base64 at each alignment, percent-encoded, escaped as
 * JSON, in hexadecimal.
 */
final class SecretForms {

    /** Shorter than this, a form would be found in innocent text as well. */
    static final int SHORTEST = 6;

    private static final int BITS = 8;
    private static final int BASE64_BITS = 6;

    private SecretForms() {}

    static Set<String> of(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        Stream.concat(Stream.of(secret), secret.lines()).distinct().forEach(text -> add(text, forms));
        forms.removeIf(form -> form.length() < SHORTEST);
        return forms;
    }

    private static void add(String text, Set<String> forms) {
        if (text.length() < SHORTEST) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        forms.add(text);
        forms.addAll(base64(bytes));
        forms.addAll(percentEncoded(text));
        forms.addAll(json(text));
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
    }

    private static List<String> base64(byte[] bytes) {
        List<String> forms = new ArrayList<>();
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            forms.add(encoder.encodeToString(bytes));
            for (int before = 0; before < 3; before++) {
                forms.add(inside(encoder, bytes, before));
            }
        }
        Base64.getMimeEncoder().encodeToString(bytes).lines().forEach(forms::add);
        return forms;
    }

    /** The digits that depend on nothing but the secret, when some bytes stand before it and any after it. */
    private static String inside(Base64.Encoder encoder, byte[] bytes, int before) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String digits = encoder.withoutPadding().encodeToString(shifted);
        int first = (before * BITS + BASE64_BITS - 1) / BASE64_BITS;
        return digits.substring(first, shifted.length * BITS / BASE64_BITS);
    }

    private static List<String> percentEncoded(String text) {
        String form = URLEncoder.encode(text, StandardCharsets.UTF_8);
        String component = form.replace("+", "%20");
        List<String> forms = new ArrayList<>();
        for (String one : List.of(
                form,
                component,
                component.replace("*", "%2A").replace("%7E", "~"),
                component.replace("%7E", "~"),
                component.replace("%2F", "/"),
                component.replace("%2F", "/").replace("*", "%2A").replace("%7E", "~"))) {
            forms.add(one);
            forms.add(lowerDigits(one));
        }
        return forms;
    }

    private static String lowerDigits(String encoded) {
        StringBuilder lower = new StringBuilder(encoded);
        for (int at = encoded.indexOf('%'); at >= 0; at = encoded.indexOf('%', at + 1)) {
            lower.replace(at, at + 3, encoded.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        return lower.toString();
    }

    private static List<String> json(String text) {
        String escaped = escaped(text, false);
        String ascii = escaped(text, true);
        return List.of(escaped, ascii, escaped.replace("/", "\\/"), ascii.replace("/", "\\/"));
    }

    private static String escaped(String text, boolean ascii) {
        StringBuilder json = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > '~')) {
                        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.toString();
    }
}
