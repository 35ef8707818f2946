package io.workbenchx.cli.evidence;

import io.workbenchx.cli.client.CliConfig;
import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.WbxCommand;
import io.workbenchx.cli.shell.Shell;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx evidence verify FILE}: says VALID with what the bundle proves, or INVALID naming the first altered record. */
@Command(
        name = "verify",
        description = "Verify an evidence bundle offline: signature, digests, hash chain.",
        footer = {
            "",
            "Examples:",
            "  wbx evidence verify run.evidence.jsonl",
            "  wbx evidence verify run.evidence.jsonl --key evidence.pub --json",
            "",
            "Exit status: 0 the bundle is valid, 1 it was altered, 2 a file is missing or not what it should be."
        })
public final class EvidenceVerifyCommand extends WbxCommand {

    @Parameters(paramLabel = "FILE", description = "The bundle, as wbx evidence get stored it.")
    private Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "PEM",
            description = "Public key of the workbench that signed (default: the one that wbx login stored).")
    private @Nullable Path key;

    EvidenceVerifyCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        Path trusted = key != null ? key : CliConfig.load(shell()).evidenceKey();
        Verdict verdict = Verdict.on(file, trusted);
        answer(verdict.json(), () -> verdict.lines().forEach(this::say));
        return verdict.valid() ? ExitCode.OK : ExitCode.FAILED;
    }
}
