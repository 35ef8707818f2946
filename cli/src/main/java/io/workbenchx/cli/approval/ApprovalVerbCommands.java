package io.workbenchx.cli.approval;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The commands about one approval. */
final class ApprovalVerbCommands {

    private ApprovalVerbCommands() {}

    /** A command about one approval. */
    abstract static class OfOne extends ProjectScopedCommand {

        @Parameters(paramLabel = "ID", description = "The approval.")
        private String id = "";

        OfOne(Shell shell) {
            super(shell);
        }

        int show(JsonNode approval) {
            answer(approval, () -> print(approval));
            return ExitCode.OK;
        }

        JsonNode get() {
            return api().get(path("approvals", id));
        }

        int decide(String verb, String reason) {
            return show(api().post(path("approvals", id, verb), Json.object().put("reason", reason)));
        }

        private void print(JsonNode approval) {
            say(Json.text(approval, "subject") + "  " + Json.text(approval, "state"));
            say("asked by " + Json.text(approval, "requester") + ", gate " + Json.text(approval, "gate")
                    + " of policy version " + Json.text(approval, "policyVersion"));
            say("needs " + Json.text(approval, "approvers") + " " + Json.text(approval, "role") + " until "
                    + Json.text(approval, "expiresAt"));
            say("sha256 " + Json.text(approval, "digest"));
            approval.path("change").forEach(line -> say("  " + line.asString()));
            approval.path("decisions")
                    .forEach(decision -> say(Json.text(decision, "verdict") + " by " + Json.text(decision, "by") + ": "
                            + Json.text(decision, "reason")));
        }
    }

    /** {@code wbx approval show}. */
    @Command(
            name = "show",
            description = "What exactly is asked, what differs from before, and what was said.",
            footer = {"", "Examples:", "  wbx approval show 0190b2c4-…"})
    static final class Show extends OfOne {

        Show(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return show(get());
        }
    }

    /** {@code wbx approval approve}. */
    @Command(
            name = "approve",
            description = "Say yes; whoever asked cannot.",
            footer = {"", "Examples:", "  wbx approval approve 0190b2c4-… --reason 'reviewed the metrics'"})
    static final class Approve extends OfOne {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it stays on record.")
        private String reason = "";

        Approve(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return decide("approve", reason);
        }
    }

    /** {@code wbx approval reject}. */
    @Command(
            name = "reject",
            description = "Say no; what waits for it ends.",
            footer = {"", "Examples:", "  wbx approval reject 0190b2c4-… --reason 'recall is too low'"})
    static final class Reject extends OfOne {

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; it stays on record.")
        private String reason = "";

        Reject(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() {
            return decide("reject", reason);
        }
    }
}
