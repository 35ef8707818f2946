package io.workbenchx.cli.runtime;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.command.UsageException;
import io.workbenchx.cli.run.RunView;
import io.workbenchx.cli.run.Runs;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code wbx runtime build}. */
@Command(
        name = "build",
        description = {
            "Build a Python environment from a lock file with hashes, as a run of kind environment, and wait for it.",
            "From requirements a lock is made first and kept as artifact requirements.lock of the run.",
            "Runs may use it once an administrator has approved it."
        },
        footer = {
            "",
            "Examples:",
            "  wbx runtime build tabular --lock requirements.lock",
            "  wbx runtime build tabular --requirements requirements.in",
            "  wbx runtime build tabular --lock requirements.lock --json | jq -r .id"
        })
final class RuntimeBuildCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "NAME", description = "What to call the runtime.")
    private String name = "";

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** What is installed, in one of two ways. */
    static final class Source {
        @Option(names = "--lock", paramLabel = "FILE", description = "The lock file; every requirement carries hashes.")
        private @Nullable Path lock;

        @Option(
                names = "--requirements",
                paramLabel = "FILE",
                description = "Requirements that are still to be locked: packages and which versions will do.")
        private @Nullable Path requirements;
    }

    RuntimeBuildCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var spec = Json.object().put("name", name);
        if (source.lock != null) {
            spec.put("lock", read(source.lock));
        } else if (source.requirements != null) {
            spec.put("requirements", read(source.requirements));
        }
        var runs = new Runs(api(), project());
        var started = runs.start(Runs.request("environment", spec));
        progress("run " + Runs.id(started) + " builds " + name);
        var ended = json() ? runs.await(Runs.id(started)) : runs.tail(Runs.id(started), shell().err()::print);
        if (!Runs.succeeded(ended)) {
            answer(ended, () -> new RunView(shell()).ended(ended));
            return ExitCode.FAILED;
        }
        var runtime = new Runtimes(api()).get(Json.text(ended, "result", "runtimeId"));
        answer(runtime, () -> print(runtime));
        return ExitCode.OK;
    }

    private void print(JsonNode runtime) {
        var id = Json.text(runtime, "id");
        var state = Json.text(runtime, "state");
        say("runtime " + id + "  " + name + "  " + style().state(state) + "  " + Json.text(runtime, "digest"));
        if (state.equals("PENDING")) {
            say(style().quiet("an administrator approves it: wbx runtime approve " + id));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UsageException("The file " + file + " cannot be read. Check the path.");
        }
    }
}
