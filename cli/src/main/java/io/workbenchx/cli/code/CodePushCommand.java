package io.workbenchx.cli.code;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx code push}. */
@Command(
        name = "push",
        description = {
            "Commit all files of a folder; they replace the project's present code, earlier commits stay.",
            "Left out: .git, __pycache__, .venv, .pytest_cache, .DS_Store, and symbolic links."
        },
        footer = {"", "Examples:", "  wbx code push .", "  wbx code push src --message 'Fix the rounding'"})
final class CodePushCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "FOLDER", description = "The folder.")
    private Path folder = Path.of(".");

    @Option(
            names = {"-m", "--message"},
            paramLabel = "TEXT",
            description = "What changed (default: ${DEFAULT-VALUE}).")
    private String message = "Push code";

    CodePushCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var sha = new CodeFolder(folder).push(api(), project(), message);
        answer(Json.object().put("sha", sha), () -> say("commit " + sha));
        return ExitCode.OK;
    }
}
