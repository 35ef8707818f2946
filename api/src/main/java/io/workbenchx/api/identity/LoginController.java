package io.workbenchx.api.identity;

import io.swagger.v3.oas.annotations.Hidden;
import io.workbenchx.api.security.PublicRoute;
import io.workbenchx.api.security.SignInLimits;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.SignIns;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signing in and out of the embedded issuer with a browser. */
@RestController
@Hidden
@ConditionalOnProperty(name = "workbenchx.identity.local.enabled", havingValue = "true", matchIfMissing = true)
class LoginController {

    private final SignInLimits passwords;
    private final SignIns signIns;
    private final AuditLog audit;
    private final String policy;
    private final boolean secure;

    LoginController(
            SignInLimits passwords, SignIns signIns, AuditLog audit, LocalTokens tokens, IssuerProperties properties) {
        this.passwords = passwords;
        this.audit = audit;
        this.signIns = signIns;
        URI console = URI.create(LocalIssuerConfiguration.consoleRedirect(tokens, properties));
        this.policy = LoginPage.policy("http://127.0.0.1:* " + console.getScheme() + "://" + console.getAuthority());
        this.secure = tokens.issuer().startsWith("https:");
    }

    @PublicRoute
    @GetMapping(value = "/login", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> form(HttpServletRequest request) {
        return page(HttpStatus.OK).body(LoginPage.form(query(request), csrf(request), "", ""));
    }

    @PublicRoute
    @PostMapping(value = "/login", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> signIn(HttpServletRequest request) {
        String user =
                Objects.requireNonNullElse(request.getParameter("user"), "").strip();
        String password = Objects.requireNonNullElse(request.getParameter("password"), "");
        try {
            Optional<Caller> caller = passwords.signIn(user, password, request.getRemoteAddr());
            return caller.map(known -> signedIn(request, known))
                    .orElseGet(() -> page(HttpStatus.UNAUTHORIZED)
                            .body(LoginPage.form(query(request), csrf(request), user, "User or password is wrong.")));
        } catch (WorkbenchException tooMany) {
            return page(HttpStatus.TOO_MANY_REQUESTS)
                    .header(
                            HttpHeaders.RETRY_AFTER,
                            String.valueOf(tooMany.details().get("retryAfterSeconds")))
                    .body(LoginPage.form(query(request), csrf(request), user, tooMany.reason()));
        }
    }

    private ResponseEntity<String> signedIn(HttpServletRequest request, Caller caller) {
        audit.record(
                caller,
                null,
                "sign_in.succeeded",
                "users/" + caller.name(),
                Map.of("address", request.getRemoteAddr()));
        String cookie = cookie(signIns.openSession(caller.userId()), -1);
        String query = query(request);
        if (query.isEmpty()) {
            return page(HttpStatus.OK)
                    .header(HttpHeaders.SET_COOKIE, cookie)
                    .body(LoginPage.note("Signed in", "You are signed in as " + caller.name() + "."));
        }
        return page(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.SET_COOKIE, cookie)
                .location(URI.create(LoginEntryPoint.AUTHORIZE + "?" + query))
                .build();
    }

    @PublicRoute
    @PostMapping(value = "/logout", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<String> signOut(HttpServletRequest request) {
        BrowserFilter.session(request).ifPresent(signIns::closeSession);
        return page(HttpStatus.OK)
                .header(HttpHeaders.SET_COOKIE, cookie("", 0))
                .body(LoginPage.note("Signed out", "This browser is signed out."));
    }

    private ResponseEntity.BodyBuilder page(HttpStatus status) {
        return ResponseEntity.status(status)
                .header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.valueOf("text/html;charset=UTF-8"));
    }

    /**
     * @param maxAge in seconds; -1: until the browser is closed
     */
    private String cookie(String value, long maxAge) {
        return ResponseCookie.from(BrowserFilter.COOKIE, value)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .path("/")
                .maxAge(maxAge)
                .build()
                .toString();
    }

    private static String query(HttpServletRequest request) {
        return Objects.requireNonNullElse(request.getQueryString(), "");
    }

    private static String csrf(HttpServletRequest request) {
        @Nullable Object token = request.getAttribute(CsrfToken.class.getName());
        return token instanceof CsrfToken known ? known.getToken() : "";
    }
}
