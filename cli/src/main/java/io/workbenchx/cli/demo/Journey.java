package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.Api;
import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.client.CommandException;
import io.workbenchx.cli.client.Connection;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the steps share: where they are, and what earlier ones found out. The facts are the report that machines get. */
final class Journey {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Shell shell;
    private final Reporter reporter;
    private final String project;
    private final Path directory;
    private final ObjectNode facts = Json.object();
    private @Nullable Connection connection;
    private @Nullable Api api;
    private @Nullable Template template;
    private @Nullable Cost atStart;

    /**
     * @param directory where evidence is stored
     */
    Journey(Shell shell, Reporter reporter, String project, Path directory) {
        this.shell = shell;
        this.reporter = reporter;
        this.project = project;
        this.directory = directory;
    }

    Shell shell() {
        return shell;
    }

    String project() {
        return project;
    }

    Path directory() {
        return directory;
    }

    ObjectNode facts() {
        return facts;
    }

    /** A fact that an earlier step found out. */
    String fact(String... path) {
        var text = Json.text(facts, path);
        if (text.isEmpty()) {
            throw new CommandException(
                    "The workbench did not tell " + String.join(".", path) + ", which this step needs.");
        }
        return text;
    }

    void connect(Connection found) {
        connection = found;
        api = new Api(found);
    }

    void use(Template chosen) {
        template = chosen;
    }

    Connection connection() {
        return known(connection);
    }

    Api api() {
        return known(api);
    }

    Template template() {
        return known(template);
    }

    Runs runs() {
        return new Runs(api(), project);
    }

    ApiPath path(String... segments) {
        return ApiPath.project(project, segments);
    }

    /** A line about what is going on inside the step. */
    void detail(String line) {
        reporter.detail(line);
    }

    /** From here on costs count. */
    void startMeter() {
        atStart = projectCost();
    }

    /** What this journey has cost so far. */
    Cost cost() {
        return atStart == null ? Cost.NOTHING : projectCost().minus(atStart);
    }

    private Cost projectCost() {
        return Cost.of(api().get(ApiPath.of("projects", project)));
    }

    /** The run, provided it succeeded. */
    JsonNode succeeded(JsonNode run) {
        if (!Runs.succeeded(run)) {
            throw new CommandException("Run " + Runs.id(run) + " ended " + Runs.reason(run)
                    + " Read what it printed: wbx logs -p " + project + " " + Runs.id(run));
        }
        return run;
    }

    /** Looks again and again until there is something to see. */
    <T> T eventually(String what, Duration longest, Supplier<Optional<T>> look) {
        for (long looks = longest.dividedBy(BETWEEN_LOOKS); looks > 0; looks--) {
            var seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            rest();
        }
        throw new CommandException("After " + longest.toSeconds() + " s there is still no sign of this: " + what + ".");
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new CommandException(otherwise);
        }
    }

    private static void rest() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted.");
        }
    }

    private static <T> T known(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("an earlier step did not set this");
        }
        return value;
    }
}
