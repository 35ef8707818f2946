package io.workbenchx.api.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.web.util.HtmlUtils;

/** The issuer's two pages, whole: no script, nothing loaded from anywhere. */
final class LoginPage {

    private static final String STYLE = """
            body{font:16px/1.5 system-ui,sans-serif;background:#f4f6f8;color:#1b2733;display:grid;place-items:center;min-height:100vh;margin:0}
            main{background:#fff;border:1px solid #d5dce3;border-radius:8px;padding:2rem;width:min(22rem,90vw)}
            h1{font-size:1.25rem;margin:0 0 1rem}label{display:block;margin:.75rem 0 .25rem}
            input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #8795a1;border-radius:4px}
            button{font:inherit;margin-top:1.25rem;width:100%;padding:.6rem;border:0;border-radius:4px;background:#14507a;color:#fff}
            p[role=alert]{color:#9b1c1c;margin:.5rem 0 0}
            """;

    private LoginPage() {}

    /**
     * @param redirects origins that signing in may lead to: browsers hold a form's redirects against this list
     */
    static String policy(String redirects) {
        return "default-src 'none'; style-src '" + hash(STYLE) + "'; form-action 'self' " + redirects
                + "; base-uri 'none'; frame-ancestors 'none'";
    }

    /**
     * @param query of the request that wants a code, sent back as it came
     * @param refusal empty the first time
     */
    static String form(String query, String csrfToken, String user, String refusal) {
        return page("Sign in", """
                <h1>Sign in to WorkbenchX</h1>
                <form method="post" action="/login%s">
                <input type="hidden" name="_csrf" value="%s">
                <label for="user">User</label>
                <input id="user" name="user" value="%s" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required>
                %s<button>Sign in</button>
                </form>
                """.formatted(
                        query.isEmpty() ? "" : "?" + HtmlUtils.htmlEscape(query),
                        HtmlUtils.htmlEscape(csrfToken),
                        HtmlUtils.htmlEscape(user),
                        refusal.isEmpty() ? "" : "<p role=\"alert\">" + HtmlUtils.htmlEscape(refusal) + "</p>\n"));
    }

    static String note(String title, String text) {
        return page(title, "<h1>" + HtmlUtils.htmlEscape(title) + "</h1>\n<p>" + HtmlUtils.htmlEscape(text) + "</p>\n");
    }

    private static String page(String title, String content) {
        return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + HtmlUtils.htmlEscape(title)
                + "</title>\n<meta name=\"viewport\" content=\"width=device-width\"><style>" + STYLE
                + "</style></head>\n<body><main>\n" + content + "</main></body></html>\n";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
