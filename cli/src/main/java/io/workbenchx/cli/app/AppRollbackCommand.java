package io.workbenchx.cli.app;

import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code wbx app rollback}. */
@Command(
        name = "rollback",
        description =
                "Deploy an earlier release again, without a gap; by default the latest that served before this one.",
        footer = {"", "Examples:", "  wbx app rollback sales", "  wbx app rollback sales --to 3"})
final class AppRollbackCommand extends AppDeployment {

    @Option(names = "--to", paramLabel = "N", description = "The release.")
    private @Nullable Integer release;

    AppRollbackCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = request();
        if (release != null) {
            request.put("release", release);
        }
        return follow(new Apps(api(), project()).post(name(), "rollback", request));
    }
}
