package io.workbenchx.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.control.identity.Permission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** N1, N2: every route of the port, enumerated from the router itself. */
class RouteAccessTest {

    private static final Set<String> PUBLIC = Set.of("/health", "/api/v1/health", "/login");
    /** Pages of the embedded issuer: what they are sent needs a token that only the page itself has. */
    private static final Set<String> FORMS = Set.of("/login", "/logout");

    private final RunningApi api = RunningApi.get();

    private record Route(String method, String path, HandlerMethod handler) {}

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        api.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((info, handler) -> {
            for (String pattern : patterns(info)) {
                Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.values()) : methods) {
                    routes.add(new Route(method.name(), pattern.replaceAll("\\{[^}]*}", "x"), handler));
                }
            }
        });
        return routes;
    }

    private static Set<String> patterns(RequestMappingInfo info) {
        return new TreeSet<>(info.getPatternValues());
    }

    @Test
    void noRouteAnswersWithoutCredentials() {
        assertThat(routes()).hasSizeGreaterThan(20);
        for (Route route : routes()) {
            if (route.method().equals("TRACE")) {
                continue; // the JDK's client refuses to send it; Tomcat refuses to answer it
            }
            int status = api.send(route.method(), route.path(), null, null).status();
            if (PUBLIC.contains(route.path()) && route.method().equals("GET")) {
                assertThat(status).as(route.toString()).isEqualTo(200);
            } else if (FORMS.contains(route.path())) {
                assertThat(status).as(route.toString()).isIn(401, 403);
            } else {
                assertThat(status).as(route.toString()).isEqualTo(401);
            }
        }
    }

    @Test
    void theAuthorizationServerAnswersNobodyItDoesNotKnow() {
        for (String path : List.of(
                "/oauth2/token",
                "/oauth2/introspect",
                "/oauth2/revoke",
                "/oauth2/authorize",
                "/oauth2/par",
                "/oauth2/device_authorization",
                "/oauth2/register",
                "/connect/register",
                "/userinfo",
                "/connect/logout",
                "/oauth2/anything/else")) {
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "OPTIONS")) {
                int status = api.send(method, path, null, null).status();
                assertThat(status).as(method + " " + path).isIn(400, 401, 405);
            }
        }
    }

    @Test
    void wrongCredentialsAreNone() {
        for (String key : List.of("wbx_" + "A".repeat(43), "x' OR pg_sleep(8)--", "", "wbx_", "\u007f")) {
            assertThat(api.send(
                                    "GET",
                                    "/api/v1/me",
                                    null,
                                    null,
                                    "Authorization",
                                    "Bearer " + key.replace('\u007f', '~'))
                            .status())
                    .isEqualTo(401);
        }
        assertThat(api.send("GET", "/api/v1/me", null, null, "Authorization", "Basic !!!")
                        .status())
                .isEqualTo(401);
        assertThat(api.send("GET", "/api/v1/me?key=" + api.adminKey(), null, null)
                        .status())
                .isEqualTo(401);
    }

    @Test
    void everyRouteOfOursDeclaresItsPermission() {
        assertThat(routes().stream()
                        .filter(route -> route.handler().getBeanType().getName().startsWith("io.workbenchx."))
                        .filter(route -> !route.handler().hasMethodAnnotation(Requires.class)
                                && !route.handler().hasMethodAnnotation(PublicRoute.class)))
                .isEmpty();
    }

    @Test
    void projectRoutesAskForProjectPermissions() {
        assertThat(routes().stream()
                        .filter(route -> route.handler().hasMethodAnnotation(Requires.class))
                        .filter(route -> route.path().contains("/projects/x"))
                        .map(route -> route.handler()
                                .getMethodAnnotation(Requires.class)
                                .value())
                        .map(Permission::member))
                .doesNotContainNull();
    }

    @Test
    void otherSpellingsOfAPathAreNotMoreOpen() {
        for (String path : List.of(
                "/api/v1/projects/",
                "//api/v1/projects",
                "/api;x=1/v1/projects",
                "/api/v1/%2e%2e/v1/projects",
                "/api/v1/health/../projects",
                "/API/V1/projects",
                "/api/v1/projects.json",
                "/api/v1/projects/health",
                "/health/../api/v1/me")) {
            assertThat(api.send("GET", path, null, null).status()).as(path).isIn(400, 401);
        }
    }

    @Test
    void refusalsAreProblemDocuments() {
        RunningApi.Answer answer = api.send("GET", "/api/v1/me", null, null);
        assertThat(answer.response().headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:wbx:failure:unauthenticated");
        assertThat(answer.json().path("detail").asString()).contains("Bearer");
    }
}
