package io.workbenchx.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.api.RunningApi;
import io.workbenchx.api.RunningApi.Answer;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.MemberRole;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.ProjectService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route, called by every kind of caller: the table in {@link Permission} decides, and nothing else (GOV-2, N3, N7). What a caller may
 * do is answered with anything but a refusal, since the requests name things that are not there.
 */
class RoleRouteTest {

    private final RunningApi api = RunningApi.get();
    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final String project = "p-" + suffix;

    enum Subject {
        STRANGER(Role.ENGINEER, null),
        READER_OF_NOTHING(Role.VIEWER, null),
        SERVICE(Role.SERVICE, MemberRole.EDITOR),
        VIEWER(Role.VIEWER, MemberRole.VIEWER),
        EDITOR(Role.ENGINEER, MemberRole.EDITOR),
        PROJECT_ADMIN(Role.ENGINEER, MemberRole.ADMIN),
        ADMIN(Role.ADMIN, null),
        RUN(Role.ENGINEER, MemberRole.EDITOR);

        private final Role role;
        private final @Nullable MemberRole member;

        Subject(Role role, @Nullable MemberRole member) {
            this.role = role;
            this.member = member;
        }

        /** The status of a refusal, or 0 when the caller may. */
        int refusal(Permission permission, boolean inProject) {
            if (this == RUN) {
                return permission.allowedToRun() ? 0 : 403;
            }
            if (permission.allowedGlobally(role)) {
                return 0;
            }
            if (!inProject) {
                return 403;
            }
            if (member == null) {
                return 404;
            }
            return permission.member() != null && member.compareTo(permission.member()) >= 0 ? 0 : 403;
        }
    }

    /** A run writes to itself and starts no other, whatever the permission to write runs says. */
    private static final List<String> STARTS_RUNS = List.of("{project}/runs", "/runs/create", "/reproduce");

    private record Route(String method, String pattern, Permission permission) {
        boolean inProject() {
            return pattern.contains("{project}");
        }

        /** With things that do not exist, in a project that does. */
        String path(String project) {
            return pattern.replace("{project}", project)
                    .replaceAll("\\{\\*[^}]*}", "nothing")
                    .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
        }
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        api.bean(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((info, handler) -> {
            Requires requires = handler.getMethodAnnotation(Requires.class);
            if (requires != null) {
                for (String pattern : info.getPatternValues()) {
                    for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                        routes.add(new Route(method.name(), pattern, requires.value()));
                    }
                }
            }
        });
        return routes;
    }

    private String keyOf(Subject subject) {
        Identity identity = api.bean(Identity.class);
        ProjectService projects = api.bean(ProjectService.class);
        UUID user = identity.createUser(
                        subject.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-" + suffix,
                        subject.role,
                        null)
                .id();
        if (subject.member != null) {
            Caller admin = Caller.onBehalfOf(identity.userNamed("admin").orElseThrow());
            projects.setMember(admin, projects.named(project).orElseThrow(), user, subject.member);
        }
        return subject == Subject.RUN
                ? identity.issueRunToken(
                                user, projects.named(project).orElseThrow().id(), run(), Duration.ofMinutes(5))
                        .value()
                : identity.issueKey(user, "test", Duration.ofMinutes(5)).value();
    }

    private UUID run() {
        return UUID.fromString(api.send(
                        "POST",
                        "/api/v1/projects/" + project + "/runs",
                        api.adminKey(),
                        Map.of("kind", "probe", "spec", Map.of()),
                        "Idempotency-Key",
                        "r")
                .json()
                .path("id")
                .asString());
    }

    @ParameterizedTest
    @EnumSource
    void theTableDecides(Subject subject) {
        assertThat(api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", project))
                        .status())
                .isEqualTo(201);
        String key = keyOf(subject);
        List<Route> routes = routes();

        assertThat(routes).hasSizeGreaterThan(100);
        assertThat(routes.stream().flatMap(route -> check(subject, key, route)))
                .as("what " + subject + " may not, but can, or may, but cannot")
                .isEmpty();
    }

    private Stream<String> check(Subject subject, String key, Route route) {
        if (subject == Subject.RUN
                && route.method().equals("POST")
                && STARTS_RUNS.stream().anyMatch(route.pattern()::endsWith)) {
            return api.send(route.method(), route.path(project), key, Map.of()).status() >= 400
                    ? Stream.empty()
                    : Stream.of(route + " lets a run start another one");
        }
        boolean bodiless = List.of("GET", "HEAD", "DELETE", "OPTIONS").contains(route.method());
        Answer answer = api.send(route.method(), route.path(project), key, bodiless ? null : Map.of());
        if (route.pattern().endsWith("{project}/archive")) {
            // What follows must meet an open project.
            api.send("POST", "/api/v1/projects/" + project + "/restore", api.adminKey(), Map.of());
        }
        int refusal = subject.refusal(route.permission(), route.inProject());
        boolean right = refusal == 0
                ? answer.status() != 401 && answer.status() != 403 && answer.status() < 500
                : answer.status() == refusal;
        return right
                ? Stream.empty()
                : Stream.of(route + ": " + answer.status() + " instead of "
                        + (refusal == 0 ? "any but a refusal" : refusal) + ": " + answer.body());
    }

    @ParameterizedTest
    @EnumSource(names = {"STRANGER", "READER_OF_NOTHING"})
    void aStrangerCannotTellAProjectFromNone(Subject subject) {
        assertThat(api.send("POST", "/api/v1/projects", api.adminKey(), Map.of("name", project))
                        .status())
                .isEqualTo(201);
        String key = keyOf(subject);
        String none = "n" + project.substring(1);

        for (Route route : routes()) {
            if (route.inProject() && route.method().equals("GET")) {
                String path = route.path(project);
                Answer hidden = api.send("GET", path, key, null);
                Answer absent = api.send("GET", path.replace(project, none), key, null);

                assertThat(hidden.status()).as(path).isEqualTo(404);
                assertThat(hidden.body().replace(project, none)).as(path).isEqualTo(absent.body());
            }
        }
    }
}
