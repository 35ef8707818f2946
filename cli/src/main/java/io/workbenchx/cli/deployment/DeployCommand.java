package io.workbenchx.cli.deployment;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.model.Models;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx deploy}. */
@Command(
        description = {
            "Serve a model version at an endpoint, and wait until it answers.",
            "An endpoint that exists is moved to the new version without a gap; what served before is stopped afterwards."
        },
        footer = {
            "",
            "Examples:",
            "  wbx deploy breast-cancer              the newest version, at an endpoint of the same name",
            "  wbx deploy breast-cancer@3 --endpoint screening --replicas 2",
            "  wbx endpoints; wbx cancel RUN         take it down again"
        })
public final class DeployCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "MODEL[@VERSION]", description = "The model; its newest version unless one is named.")
    private String model = "";

    @Option(names = "--endpoint", paramLabel = "NAME", description = "The endpoint (default: the model's name).")
    private @Nullable String endpoint;

    @Option(
            names = "--runtime",
            paramLabel = "NAME",
            description = "The runtime to serve in (default: that of the training run).")
    private @Nullable String runtime;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "How many processes serve (default: ${DEFAULT-VALUE}).")
    private int replicas = 1;

    @Option(names = "--no-wait", description = "Come back at once.")
    private boolean noWait;

    @Option(names = "--wait-seconds", paramLabel = "N", description = "How long to wait (default: ${DEFAULT-VALUE}).")
    private int waitSeconds = 120;

    DeployCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var spec = spec();
        var started = new Runs(api(), project()).start("deployment", spec);
        var run = Runs.id(started);
        if (noWait) {
            answer(started, () -> say("run " + run + "  " + style().state(Json.text(started, "state"))));
            return ExitCode.OK;
        }
        var name = Json.text(spec, "endpoint");
        progress("run " + run + " deploys " + Json.text(spec, "model") + "@" + Json.text(spec, "version") + " to "
                + name);
        var serving = new Endpoints(api(), project())
                .awaitServing(name, run, Duration.ofSeconds(waitSeconds), pause -> Thread.sleep(pause.toMillis()));
        answer(serving, () -> {
            say("endpoint " + name + "  " + style().state(Json.text(serving, "state")) + "  run " + run);
            say(Json.text(serving, "url"));
            say(style().quiet("ask it: wbx predict " + name + " --data '[[…]]'"));
        });
        return ExitCode.OK;
    }

    private ObjectNode spec() {
        int at = model.lastIndexOf('@');
        var name = at < 0 ? model : model.substring(0, at);
        int version = at < 0 ? new Models(api(), project()).latestVersion(name) : number(model.substring(at + 1));
        var spec = Json.object()
                .put("endpoint", endpoint == null ? name : endpoint)
                .put("model", name)
                .put("version", version)
                .put("replicas", replicas);
        if (runtime != null) {
            spec.put("runtime", runtime);
        }
        return spec;
    }

    private int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new UsageException("\"" + model + "\" names no version of a model. Write NAME or NAME@3.");
        }
    }
}
