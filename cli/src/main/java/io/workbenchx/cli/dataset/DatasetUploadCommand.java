package io.workbenchx.cli.dataset;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx dataset upload}. */
@Command(
        name = "upload",
        description = "Upload a file as the next version of a dataset; the same bytes again are the same version.",
        footer = {
            "",
            "Examples:",
            "  wbx dataset upload customers.csv",
            "  wbx dataset upload export-2026-08.csv --name customers --source https://crm.example --licence internal"
        })
final class DatasetUploadCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The dataset (default: the file's name without its ending).")
    private @Nullable String name;

    @Option(names = "--source", paramLabel = "TEXT", description = "Where the data comes from.")
    private @Nullable String source;

    @Option(names = "--licence", paramLabel = "TEXT", description = "On which terms it may be used.")
    private @Nullable String licence;

    DatasetUploadCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        if (!Files.isRegularFile(file)) {
            throw new UsageException("There is no file " + file + ". Check the path.");
        }
        var dataset = name == null ? nameOf(file) : name;
        var version = api().upload(
                        path("datasets", dataset, "versions")
                                .query("fileName", file.getFileName())
                                .query("source", source)
                                .query("licence", licence),
                        file);
        answer(
                version,
                () -> say(dataset + "@" + Json.text(version, "version") + ": " + Json.text(version, "rows")
                        + " rows, " + version.path("columns").size() + " columns, "
                        + Units.bytes(Json.number(version, "bytes")) + ", sha256 " + Json.text(version, "sha256")));
        return ExitCode.OK;
    }

    private static String nameOf(Path file) {
        return file.getFileName()
                .toString()
                .replaceFirst("(?<=.)\\.[A-Za-z0-9]+$", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9._-]+", "-");
    }
}
