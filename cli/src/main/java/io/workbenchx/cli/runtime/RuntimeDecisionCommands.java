package io.workbenchx.cli.runtime;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx runtime approve} and {@code revoke}: an administrator decides what runs may execute in. */
final class RuntimeDecisionCommands {

    private RuntimeDecisionCommands() {}

    /** What the two have in common: find the runtime, decide, say so. */
    abstract static class Decision extends RemoteCommand {

        @Parameters(paramLabel = "RUNTIME", description = "The runtime's id, or its name if only one can be meant.")
        private String runtime = "";

        Decision(Shell shell) {
            super(shell);
        }

        int decide(String decision, String from) {
            var runtimes = new Runtimes(api());
            var id = runtimes.resolve(runtime, from);
            runtimes.decide(id, decision);
            var decided = runtimes.get(id);
            answer(
                    decided,
                    () -> say("runtime " + id + "  " + Json.text(decided, "name") + "  "
                            + style().state(Json.text(decided, "state"))));
            return ExitCode.OK;
        }
    }

    /** {@code wbx runtime approve}. */
    @Command(
            name = "approve",
            description = "Allow runs to use a runtime.",
            footer = {"", "Examples:", "  wbx runtime approve tabular", "  wbx runtime approve 0198c0de-…"})
    static final class Approve extends Decision {

        Approve(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return decide("approve", "PENDING");
        }
    }

    /** {@code wbx runtime revoke}. */
    @Command(
            name = "revoke",
            description = "Forbid a runtime to all runs from now on.",
            footer = {"", "Examples:", "  wbx runtime revoke tabular", "  wbx runtime revoke 0198c0de-…"})
    static final class Revoke extends Decision {

        Revoke(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return decide("revoke", "APPROVED");
        }
    }
}
