package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The calls of Vercel's sandbox interface that we use: {@code /v3/sandboxes} to create one from an image, {@code /v2/sandboxes} for the rest,
 * as in {@code @vercel/sandbox} 3.1.0 (August 2026) and the REST reference of October 2026.
 */
record VercelSandbox(RemoteApi api, VercelProperties properties) {

    /** Of our tags; Vercel takes five. */
    static final String RUN = "wbx-run";

    static final String COMMAND = "wbx-command";
    static final String ENDING = "wbx-ending";

    static VercelSandbox at(VercelProperties properties) {
        return new VercelSandbox(
                new RemoteApi(
                        "Vercel Sandbox",
                        properties.api(),
                        properties.token(),
                        properties.timeout(),
                        properties.pause()),
                properties);
    }

    /** {@code {sandbox, session}}; a stopped one is not resumed. */
    Optional<JsonNode> get(String name) {
        return api.get(path("v2/sandboxes/" + name, "&projectId=" + encoded(properties.project()) + "&resume=false"));
    }

    List<JsonNode> list(String prefix) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(path(
                            "v2/sandboxes",
                            "&project=" + encoded(properties.project()) + "&limit=50&sortBy=name&namePrefix="
                                    + encoded(prefix) + (cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor))))
                    .orElseThrow(() -> new RunnerException(
                            "Vercel has no project " + properties.project() + " for this token", null));
            page.path("sandboxes").forEach(all::add);
            cursor = page.path("pagination").path("next").asString("");
        } while (!cursor.isEmpty());
        return all;
    }

    /** {@code {sandbox, session}} of a new sandbox that reaches nothing but the workbench, if that. */
    JsonNode create(String name, WorkloadSpec spec, int vcpus, Duration life) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("projectId", properties.project());
        body.put("name", name);
        body.put("image", spec.image());
        body.put("persistent", false);
        body.put("timeout", life.toMillis());
        body.put("resources", Map.of("vcpus", vcpus));
        body.put("networkPolicy", network(spec.workbench() == null ? null : properties.workbench()));
        body.put("tags", Map.of(RUN, spec.runId().toString()));
        return api.post(path("v3/sandboxes", ""), body)
                .orElseThrow(() -> new RuntimeMismatchException("Vercel's registry has no image " + spec.image()));
    }

    private static Map<String, Object> network(@Nullable URI workbench) {
        return workbench == null ? Map.of("mode", "deny-all") : Map.of("allow", List.of(workbench.getHost()));
    }

    void write(String session, Path archive) {
        try {
            require(
                    api.send(
                            path("v2/sandboxes/sessions/" + session + "/fs/write", ""),
                            BodyPublishers.ofFile(archive),
                            Map.of("Content-Type", "application/gzip", "x-cwd", "/")),
                    session);
        } catch (FileNotFoundException e) {
            throw new RunnerException(archive + " vanished", e);
        }
    }

    /** Id of the command. */
    String run(
            String session,
            List<String> argv,
            String directory,
            Map<String, String> variables,
            boolean root,
            long millis) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("command", argv.get(0));
        body.put("args", argv.subList(1, argv.size()));
        body.put("cwd", directory);
        body.put("env", variables);
        body.put("sudo", root);
        if (millis > 0) {
            body.put("timeout", millis);
        }
        return require(api.post(path("v2/sandboxes/sessions/" + session + "/cmd", ""), body), session)
                .path("command")
                .path("id")
                .asString();
    }

    /** {@code {id, exitCode, startedAt, durationMs}}; the exit code is null while it runs. */
    Optional<JsonNode> command(String session, String command) {
        return api.get(path("v2/sandboxes/sessions/" + session + "/cmd/" + command, ""))
                .map(answer -> answer.path("command"));
    }

    /** Waits for the end of a short command. */
    int await(String session, String command) {
        return require(api.get(path("v2/sandboxes/sessions/" + session + "/cmd/" + command, "&wait=true")), session)
                .path("command")
                .path("exitCode")
                .asInt(-1);
    }

    void kill(String session, String command, int signal) {
        try {
            api.post(
                    path("v2/sandboxes/sessions/" + session + "/cmd/" + command + "/kill", ""),
                    Map.of("signal", signal));
        } catch (RemoteException e) {
            if (e.status() / 100 != 4) {
                throw e;
            }
            // It has ended meanwhile.
        }
    }

    void tag(String name, Map<String, String> tags) {
        require(
                api.patch(
                        path("v2/sandboxes/" + name, "&projectId=" + encoded(properties.project())),
                        Map.of("tags", tags)),
                name);
    }

    /** Ends what is paid for. */
    void stop(String session) {
        api.post(path("v2/sandboxes/sessions/" + session + "/stop", ""), Map.of());
    }

    void delete(String name) {
        api.delete(path("v2/sandboxes/" + name, "&projectId=" + encoded(properties.project())));
    }

    /** From its beginning; ends with the command. */
    InputStream output(String session, String command) {
        return new JsonLines(api.stream(path("v2/sandboxes/sessions/" + session + "/cmd/" + command + "/logs", "")));
    }

    private String path(String path, String query) {
        return path + "?teamId=" + encoded(properties.team()) + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode require(Optional<JsonNode> answer, String what) {
        return answer.orElseThrow(() -> new RunnerException("Vercel Sandbox has no " + what + " (any more)", null));
    }

    static void deleteQuietly(Path file) {
        if (!file.toFile().delete() && Files.exists(file)) {
            throw new RunnerException("cannot delete " + file, null);
        }
    }
}
