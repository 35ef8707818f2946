package io.workbenchx.cli.audit;

import io.workbenchx.cli.client.ApiPath;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code wbx audit export}. */
@Command(
        name = "export",
        description =
                "Store everything that matches in a file, as CSV or as JSON lines; the export itself is recorded.",
        footer = {
            "",
            "Examples:",
            "  wbx audit export -o audit.csv",
            "  wbx audit export --all --from 2026-01-01 -o year.jsonl",
            "  wbx audit export --dataset churn@3 -o churn-3.csv"
        })
final class AuditExportCommand extends ProjectScopedCommand {

    @Mixin
    private AuditOptions options = new AuditOptions();

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "Where to store it; its ending, .csv or .jsonl, says as what.")
    private Path output = Path.of("");

    @Option(names = "--format", paramLabel = "FORMAT", description = "csv or jsonl, whatever the file is called.")
    private @Nullable String format;

    AuditExportCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var path = options.all() ? ApiPath.of("audit", "export") : path("audit", "export");
        long bytes = api().download(options.on(path).query("format", format()), output);
        var answer = Json.object().put("file", output.toString()).put("bytes", bytes);
        answer(answer, () -> say(output + "  " + Units.bytes(bytes)));
        return ExitCode.OK;
    }

    private String format() {
        if (format != null) {
            return format;
        }
        var name = output.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return "csv";
        }
        if (name.endsWith(".jsonl")) {
            return "jsonl";
        }
        throw new UsageException("Name a file that ends with .csv or .jsonl, or say --format.");
    }
}
