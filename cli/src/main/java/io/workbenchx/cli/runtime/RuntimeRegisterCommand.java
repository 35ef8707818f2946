package io.workbenchx.cli.runtime;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx runtime register}. */
@Command(
        name = "register",
        description = {
            "Enter a container image, by its digest, in the list of runtimes.",
            "Runs may use it once an administrator has approved it, where a runner for images is configured."
        },
        footer = {
            "",
            "Examples:",
            "  wbx runtime register vision --image registry.example.org/team/vision@sha256:9f86…",
            "  docker inspect --format '{{index .RepoDigests 0}}' IMAGE     prints what --image wants"
        })
final class RuntimeRegisterCommand extends RemoteCommand {

    @Parameters(paramLabel = "NAME", description = "What to call the runtime.")
    private String name = "";

    @Option(
            names = "--image",
            required = true,
            paramLabel = "REPOSITORY@DIGEST",
            description = "The image by its digest; a tag is refused, for it can be moved to other content.")
    private String image = "";

    RuntimeRegisterCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var runtime = new Runtimes(api()).register(name, image);
        answer(runtime, () -> {
            say("runtime " + Json.text(runtime, "id") + "  " + Json.text(runtime, "name") + "  "
                    + style().state(Json.text(runtime, "state")) + "  " + Json.text(runtime, "digest"));
            if (Json.text(runtime, "state").equals("PENDING")) {
                say(style().quiet("an administrator approves it: wbx runtime approve " + Json.text(runtime, "id")));
            }
        });
        return ExitCode.OK;
    }
}
