package io.workbenchx.cli;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.shell.Shell;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wbx completion}: the script that makes the Tab key know every command and option. */
@Command(
        mixinStandardHelpOptions = true,
        description = "Print the completion script for bash or zsh.",
        footer = {
            "",
            "Examples:",
            "  source <(wbx completion bash)              this shell",
            "  wbx completion bash > ~/.local/share/bash-completion/completions/wbx",
            "  echo 'source <(wbx completion zsh)' >> ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {

    /** Shells for which there is a script. */
    enum Dialect {
        bash,
        zsh
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "SHELL",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Dialect dialect = Dialect.bash;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    private final Shell shell;

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        // One script serves both: under zsh it loads zsh's own emulation of bash completion.
        shell.out().println(AutoComplete.bash("wbx", spec.root().commandLine()));
        if (dialect == Dialect.zsh) {
            shell.out().println("compdef _complete_wbx wbx 2>/dev/null || complete -F _complete_wbx wbx");
        }
        return ExitCode.OK;
    }
}
