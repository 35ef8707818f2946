package io.workbenchx.cli.audit;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.UsageException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of the logs is asked for; the same words for a list and for an export. */
final class AuditOptions {

    @Option(names = "--all", description = "Of all projects and of the installation itself (administrators).")
    private boolean all;

    @Option(names = "--person", paramLabel = "NAME", description = "Only what this user did.")
    private @Nullable String person;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only events of this type, such as member.set.")
    private @Nullable String type;

    @Option(names = "--run", paramLabel = "ID", description = "Only of this run, and who read what it left.")
    private @Nullable String run;

    @Option(names = "--kind", paramLabel = "KIND", description = "Only of runs of this kind.")
    private @Nullable String kind;

    @Option(names = "--dataset", paramLabel = "NAME[@VERSION]", description = "Only of runs that used this data.")
    private @Nullable String dataset;

    @Option(
            names = "--model",
            paramLabel = "NAME[@VERSION]",
            description = "Only of runs that used or made this model.")
    private @Nullable String model;

    @Option(names = "--runtime", paramLabel = "NAME|DIGEST", description = "Only of runs in this runtime.")
    private @Nullable String runtime;

    @Option(names = "--code", paramLabel = "SHA", description = "Only of runs of this git commit (40 hex digits).")
    private @Nullable String code;

    @Option(names = "--from", paramLabel = "TIME", description = "Not before this day or time (UTC).")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Before this day or time (UTC).")
    private @Nullable String to;

    boolean all() {
        return all;
    }

    ApiPath on(ApiPath path) {
        return path.query("person", person)
                .query("type", type)
                .query("run", run)
                .query("kind", kind)
                .query("dataset", name(dataset))
                .query("datasetVersion", version(dataset))
                .query("model", name(model))
                .query("modelVersion", version(model))
                .query("runtime", runtime)
                .query("code", code)
                .query("from", time("--from", from))
                .query("to", time("--to", to));
    }

    private static @Nullable String name(@Nullable String reference) {
        return reference == null ? null : reference.replaceFirst("@[^@]*$", "");
    }

    private static @Nullable String version(@Nullable String reference) {
        return reference == null || !reference.contains("@")
                ? null
                : reference.substring(reference.lastIndexOf('@') + 1);
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new UsageException(option + " takes a day (2026-01-31) or a time (2026-01-31T12:00:00Z).");
        }
    }
}
