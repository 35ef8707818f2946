package io.workbenchx.cli.evidence;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import io.workbenchx.cli.shell.Units;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx evidence get}. */
@Command(
        name = "get",
        description = "Fetch the evidence bundle of a run.",
        footer = {
            "",
            "Examples:",
            "  wbx evidence get 0198c0de-…",
            "  wbx evidence get 0198c0de-… -o run.evidence.jsonl && wbx evidence verify run.evidence.jsonl"
        })
final class EvidenceGetCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "RUN", description = "The run's id.")
    private String run = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to store it (default: RUN.evidence.jsonl).")
    private @Nullable Path output;

    EvidenceGetCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var file = output == null ? Path.of(run + ".evidence.jsonl") : output;
        long bytes = api().download(path("runs", run, "evidence"), file);
        var answer = Json.object().put("run", run).put("file", file.toString()).put("bytes", bytes);
        answer(answer, () -> say(file + "  " + Units.bytes(bytes)));
        return ExitCode.OK;
    }
}
