package io.workbenchx.workflows.app;

import io.workbenchx.workflows.replica.HealthCheck;
import io.workbenchx.workflows.replica.ReplicaTerms;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A pinned release of an app: everything in it is an immutable id, digest or word for word what is executed.
 *
 * @param app name under which it is reached
 * @param code git commit
 * @param folder of the app in the repository; empty: all of it
 * @param framework what it is written with
 * @param command argv as seen inside: {@code /runtime}, the code as working directory
 * @param port on which it listens on its own loopback, also given in PORT; absent: it listens on the unix socket in WBX_SOCKET
 * @param health how it is asked whether it is ready
 * @param runtime approved environment it runs in
 * @param replicas processes that answer requests
 * @param memoryBytes of each replica
 * @param processes processes and threads of each replica
 * @param environment variables, not secret
 * @param secrets name of a secret of the project by the variable in which the app finds its value
 * @param access who may enter when the app is new: OWNER, MEMBERS or SIGNED_IN; it is changed apart from releases
 * @param drain longest time that requests under way are given after the site points elsewhere
 * @param sleepAfter time without a request or connection after which its processes end, until the next request; absent: never
 * @param mostCrashes in a row after which a release that served is given up; absent: it is started again for ever
 */
public record AppSpec(
        String app,
        String code,
        String folder,
        Framework framework,
        List<String> command,
        @Nullable Integer port,
        HealthCheck health,
        RuntimeBinding runtime,
        int replicas,
        long memoryBytes,
        int processes,
        Map<String, String> environment,
        Map<String, String> secrets,
        String access,
        Duration drain,
        @Nullable Duration sleepAfter,
        @Nullable Integer mostCrashes)
        implements RunSpec {

    public static final int MOST_REPLICAS = 16;
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(10);
    private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(10);
    /** Variables that decide what runs, or where it listens. */
    private static final Set<String> OURS =
            Set.of("PATH", "HOME", "TMPDIR", "LANG", "IFS", "ENV", "BASH_ENV", "PORT", "HOSTNAME");

    private static final List<String> OUR_FAMILIES = List.of("WBX_", "PYTHON", "LD_");

    public AppSpec {
        folder = Objects.requireNonNullElse(folder, "");
        command = List.copyOf(command);
        environment = Map.copyOf(Objects.requireNonNullElse(environment, Map.of()));
        secrets = Map.copyOf(Objects.requireNonNullElse(secrets, Map.of()));
        require(
                app.matches("[a-z][a-z0-9-]{0,39}"),
                "app starts with a letter and has up to 40 lower-case letters, digits or dashes; \"" + app
                        + "\" has not.");
        require(
                folder.matches("([A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_.][A-Za-z0-9_.-]*)*)?")
                        && !folder.contains(".."),
                "folder is the path of a folder in the repository; \"" + folder + "\" is not.");
        require(
                !command.isEmpty() && command.stream().noneMatch(word -> word.indexOf('\0') >= 0),
                "the command is empty.");
        require(port == null || (port >= 1024 && port <= 65535), "port is between 1024 and 65535.");
        require(
                health.path().matches("/[A-Za-z0-9_./~?=&%-]{0,200}"),
                "health is a path such as /healthz; \"" + health.path() + "\" is not.");
        require(replicas >= 1 && replicas <= MOST_REPLICAS, "replicas is between 1 and " + MOST_REPLICAS + ".");
        require(memoryBytes >= 64L << 20, "memoryBytes is at least 67108864 (64 MiB).");
        require(processes >= 16, "processes is at least 16.");
        require(
                Set.of("OWNER", "MEMBERS", "SIGNED_IN").contains(access),
                "access is OWNER, MEMBERS or SIGNED_IN; an admin of the project opens its site to everybody afterwards.");
        require(
                !drain.isNegative() && drain.compareTo(LONGEST_DRAIN) <= 0,
                "drain is at most 10 minutes (ISO-8601, such as PT30S).");
        require(
                sleepAfter == null || sleepAfter.compareTo(SHORTEST_SLEEP) >= 0,
                "sleepAfter is at least 10 seconds (ISO-8601, such as PT30M).");
        require(mostCrashes == null || mostCrashes >= 1, "mostCrashes is at least 1.");
        environment.keySet().forEach(AppSpec::requireVariable);
        secrets.forEach((variable, name) -> {
            requireVariable(variable);
            require(
                    name.matches("[a-z0-9][a-z0-9._-]{0,62}"),
                    "the secret for " + variable + " is the name of one, never a value: set it with wbx secret set.");
        });
    }

    private static void requireVariable(String variable) {
        require(
                variable.matches("[A-Za-z_][A-Za-z0-9_]{0,99}")
                        && !OURS.contains(variable)
                        && OUR_FAMILIES.stream().noneMatch(variable::startsWith),
                "a variable has a name that the workbench and the interpreter do not use themselves, such as API_TOKEN; \""
                        + variable + "\" is none.");
    }

    /** What an app is written with: how it is started, and how it is asked whether it is ready. */
    public enum Framework {
        STREAMLIT,
        FLASK,
        NODE,
        /** Any command that listens. */
        COMMAND
    }

    /**
     * An approved runtime.
     *
     * @param digest what the host must find, and attest
     * @param lockSha256 lock file in the object store
     */
    public record RuntimeBinding(UUID id, String name, String digest, String lockSha256) {}

    /** How its replicas are watched. */
    ReplicaTerms terms() {
        return new ReplicaTerms(drain, health, mostCrashes);
    }

    @Override
    public String summary() {
        return "deploy app " + app + " @" + code.substring(0, Math.min(7, code.length()));
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "App spec: " + problem);
        }
    }
}
