package io.workbenchx.api.security;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Decides, from {@link Requires} and the {@code {project}} of the path, whether a signed-in caller may go on. Strangers to a project get the
 * same 404 as for one that does not exist.
 */
@Component
class AccessInterceptor implements AsyncHandlerInterceptor {

    static final String PROJECT = AccessInterceptor.class.getName() + ".project";
    private static final String SCOPE = AccessInterceptor.class.getName() + ".scope";

    private final ProjectService projects;

    AccessInterceptor(ProjectService projects) {
        this.projects = projects;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            return true;
        }
        if (!(handler instanceof HandlerMethod method)) {
            // Static files (the OpenAPI page): signed in is enough, and the filter chain saw to that.
            return true;
        }
        if (method.hasMethodAnnotation(PublicRoute.class)) {
            return true;
        }
        Caller caller = Callers.of(request);
        Permission permission = required(method);
        String name = pathVariables(request).get("project");
        if (name != null) {
            Project project = projects.authorize(caller, name, permission);
            request.setAttribute(PROJECT, project);
            request.setAttribute(SCOPE, AccessScope.of(caller, project.id()).open());
            return true;
        }
        if (!caller.mayGlobally(permission)) {
            throw new WorkbenchException(
                    FailureCode.PERMISSION_DENIED,
                    "Your role, or the key used, does not allow " + permission + ": ask an admin.");
        }
        request.setAttribute(SCOPE, AccessScope.of(caller).open());
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        close(request);
    }

    /** The thread goes on to other requests; whoever continues this one opens a scope of its own. */
    @Override
    public void afterConcurrentHandlingStarted(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        close(request);
    }

    private static void close(HttpServletRequest request) {
        if (request.getAttribute(SCOPE) instanceof AccessScope.Opened scope) {
            request.removeAttribute(SCOPE);
            scope.close();
        }
    }

    private static Permission required(HandlerMethod method) {
        Requires requires = method.getMethodAnnotation(Requires.class);
        if (requires != null) {
            return requires.value();
        }
        // Routes of libraries (springdoc, error page) hold no data of any project.
        if (!method.getBeanType().getName().startsWith("io.workbenchx.")) {
            return Permission.SIGNED_IN;
        }
        throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "This route declares no permission and is closed.");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> pathVariables(HttpServletRequest request) {
        @Nullable Object variables = request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return variables == null ? Map.of() : (Map<String, String>) variables;
    }
}
