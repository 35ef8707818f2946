package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.run.TrainingOptions;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx policy check}. */
@Command(
        name = "check",
        description = "Say which rules would refuse something, and who would have to approve it; nothing is started.",
        footer = {
            "",
            "Examples:",
            "  wbx policy check --dataset sales --runtime tabular",
            "  wbx policy check --deploy churn --of 3",
            "  wbx policy check --promote churn --of 0190b2c4-…"
        })
final class PolicyCheckCommand extends ProjectScopedCommand {

    /** What is asked about, unless it is a run. */
    static final class Subject {
        @Option(names = "--deploy", paramLabel = "MODEL", description = "Ask about the deployment of a model.")
        private @Nullable String deploy;

        @Option(names = "--promote", paramLabel = "MODEL", description = "Ask about a promotion to a model.")
        private @Nullable String promote;
    }

    @ArgGroup
    private @Nullable Subject subject;

    @Option(
            names = "--of",
            paramLabel = "VERSION|RUN",
            description = "The version to deploy, or the run whose model is promoted.")
    private String of = "1";

    @Option(names = "--kind", paramLabel = "KIND", description = "Kind of run (default: ${DEFAULT-VALUE}).")
    private String kind = "training";

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    PolicyCheckCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var verdict = api().post(path("policy", "check"), question());
        answer(verdict, () -> print(verdict));
        return verdict.path("allowed").asBoolean(false) ? ExitCode.OK : ExitCode.FAILED;
    }

    private ObjectNode question() {
        if (subject != null && subject.promote != null) {
            var question = Json.object().put("action", "promotion");
            question.putObject("spec").put("model", subject.promote).put("run", of);
            return question;
        }
        if (subject != null && subject.deploy != null) {
            var question = Json.object().put("action", "deployment");
            question.putObject("spec").put("model", subject.deploy).put("version", version());
            return question;
        }
        return options.request(kind).put("action", "start");
    }

    private int version() {
        try {
            return Integer.parseInt(of);
        } catch (NumberFormatException wrong) {
            throw new io.workbenchx.cli.command.UsageException("--of is the number of a version, such as 3.");
        }
    }

    private void print(JsonNode verdict) {
        say((verdict.path("allowed").asBoolean(false) ? "allowed" : "refused") + " by policy version "
                + Json.text(verdict, "policyVersion"));
        verdict.path("breaches")
                .forEach(breach -> say("  " + Json.text(breach, "rule") + ": " + Json.text(breach, "message")));
        verdict.path("approvals")
                .forEach(need -> say("  gate " + Json.text(need, "gate") + " asks " + Json.text(need, "approvers") + " "
                        + Json.text(need, "role") + " about " + Json.text(need, "subject")));
    }
}
