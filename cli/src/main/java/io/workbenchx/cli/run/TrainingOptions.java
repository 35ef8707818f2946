package io.workbenchx.cli.run;

import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** What to run: a spec file, or the options that describe a training; an option wins over the file. */
public final class TrainingOptions {

    private static final Pattern SIMPLE_DURATION = Pattern.compile("(?:\\d+[dhms])+");

    @Option(
            names = {"-f", "--spec"},
            paramLabel = "FILE",
            description = "The spec as JSON; - reads standard input.")
    private @Nullable Path file;

    @Option(names = "--param", paramLabel = "NAME=VALUE", description = "A parameter of the script. Repeatable.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--dataset",
            paramLabel = "NAME[@VERSION]",
            description = "A dataset to bind, the latest version unless one is named. Repeatable.")
    private List<String> datasets = new ArrayList<>();

    @Option(
            names = "--secret",
            paramLabel = "VARIABLE=NAME",
            description = "A secret of the project, by name, and the environment variable for its value. Repeatable.")
    private Map<String, String> secrets = new LinkedHashMap<>();

    @Option(names = "--runtime", paramLabel = "NAME", description = "The approved runtime to execute in.")
    private @Nullable String runtime;

    @Option(names = "--entrypoint", paramLabel = "FILE", description = "The script, relative to the project's code.")
    private @Nullable String entrypoint;

    @Option(names = "--experiment", paramLabel = "NAME", description = "The MLflow experiment that the run belongs to.")
    private @Nullable String experiment;

    @Option(names = "--seed", paramLabel = "N", description = "Seed handed to the script.")
    private @Nullable Long seed;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Longest time, like 90s, 10m, 2h or PT10M.")
    private @Nullable String timeout;

    @Option(
            names = "--budget",
            paramLabel = "UNIT=AMOUNT",
            description = "Most the run may spend: USD or CPU_SECONDS. Repeatable.")
    private Map<String, BigDecimal> budget = new LinkedHashMap<>();

    /** The spec that file and options together describe. */
    public ObjectNode spec() {
        var spec = file == null ? Json.object() : read(file);
        put(spec, "entrypoint", entrypoint);
        put(spec, "runtime", runtime);
        put(spec, "experiment", experiment);
        put(spec, "timeout", timeout == null ? null : duration(timeout));
        if (seed != null) {
            spec.put("seed", seed);
        }
        if (!parameters.isEmpty()) {
            var merged = child(spec, "parameters");
            parameters.forEach(merged::put);
        }
        if (!secrets.isEmpty()) {
            var merged = child(spec, "secrets");
            secrets.forEach(merged::put);
        }
        if (!datasets.isEmpty()) {
            var merged = child(spec, "datasets");
            datasets.forEach(dataset -> bind(merged, dataset));
        }
        return spec;
    }

    /** The whole request for a run of the kind given. */
    public ObjectNode request(String kind) {
        var request = Runs.request(kind, spec());
        if (!budget.isEmpty()) {
            request.set("budget", Json.tree(budget));
        }
        return request;
    }

    private static ObjectNode read(Path file) {
        try {
            var text = file.toString().equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(file);
            if (Json.parse(text) instanceof ObjectNode object) {
                return object;
            }
            throw new UsageException("The spec in " + file + " is no JSON object.");
        } catch (IOException e) {
            throw new UsageException("The spec file " + file + " cannot be read. Check the path.");
        } catch (JacksonException e) {
            throw new UsageException("The spec in " + file + " is no JSON: " + e.getOriginalMessage());
        }
    }

    /** Adds a dataset, named as {@code NAME} or {@code NAME@VERSION}. */
    public static void bind(ObjectNode datasets, String reference) {
        int at = reference.lastIndexOf('@');
        if (at < 0) {
            datasets.putNull(reference);
            return;
        }
        try {
            datasets.put(reference.substring(0, at), Integer.parseInt(reference.substring(at + 1)));
        } catch (NumberFormatException e) {
            throw new UsageException("\"" + reference + "\" names no version of a dataset. Write NAME or NAME@3.");
        }
    }

    /** A duration as ISO-8601, from that or from a short form. */
    public static String duration(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (SIMPLE_DURATION.matcher(lower).matches()) {
            int day = lower.indexOf('d');
            var days = day < 0 ? "" : lower.substring(0, day + 1);
            var time = lower.substring(day + 1);
            return parsed(text, "P" + days + (time.isEmpty() ? "" : "T" + time));
        }
        return parsed(text, text);
    }

    private static String parsed(String typed, String iso) {
        try {
            return Duration.parse(iso).toString();
        } catch (DateTimeParseException e) {
            throw new UsageException("\"" + typed + "\" is no duration. Write 90s, 10m, 1h30m or PT10M.");
        }
    }

    private static ObjectNode child(ObjectNode spec, String name) {
        return spec.path(name) instanceof ObjectNode object ? object : spec.putObject(name);
    }

    private static void put(ObjectNode spec, String name, @Nullable String value) {
        if (value != null) {
            spec.put(name, value);
        }
    }
}
