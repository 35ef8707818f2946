package io.workbenchx.cli.local;

import io.workbenchx.cli.command.WbxCommand;
import io.workbenchx.cli.shell.Shell;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command about the workbench in one directory of this machine. */
abstract class HomeCommand extends WbxCommand {

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The workbench's directory (default: $WBX_HOME, else /var/lib/workbenchx for root, ~/.workbenchx else).")
    private @Nullable Path home;

    HomeCommand(Shell shell) {
        super(shell);
    }

    LocalHome home() {
        return LocalHome.of(shell(), home);
    }

    LocalWorkbench workbench() {
        return new LocalWorkbench(shell(), home());
    }
}
