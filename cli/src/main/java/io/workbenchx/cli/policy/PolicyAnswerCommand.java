package io.workbenchx.cli.policy;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code wbx policy answer}. */
@Command(
        name = "answer",
        description = "Answer a question that a gate asks; the latest answer counts.",
        footer = {
            "",
            "Examples:",
            "  wbx policy answer model/churn/3 'Who is affected?' 'Customers with a yearly contract'",
            "  wbx policy answer project 'Who owns the data?' 'Sales operations'"
        })
final class PolicyAnswerCommand extends ProjectScopedCommand {

    @Parameters(index = "0", paramLabel = "SUBJECT", description = "project, run/<id> or model/<name>/<version>.")
    private String subject = "";

    @Parameters(
            index = "1",
            paramLabel = "QUESTION",
            description = "The question, word for word as the policy asks it.")
    private String question = "";

    @Parameters(index = "2", paramLabel = "ANSWER", description = "The answer.")
    private String text = "";

    PolicyAnswerCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var answer =
                Json.object().put("subject", subject).put("question", question).put("answer", text);
        api().post(path("policy", "answers"), answer);
        answer(answer, () -> say("answered for " + subject));
        return ExitCode.OK;
    }
}
