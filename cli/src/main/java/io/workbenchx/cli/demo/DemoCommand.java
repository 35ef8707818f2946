package io.workbenchx.cli.demo;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.RemoteCommand;
import io.workbenchx.cli.local.LocalStart;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx demo}. */
@Command(
        description = {
            "Take real data through governed runs to a live endpoint, and prove it.",
            "Starts the workbench on this machine unless --url or WBX_URL names another one, and leaves it running. Every step is checked:",
            "the exit status is 0 only if all of them truly worked. It can be repeated."
        },
        footer = {
            "",
            "Examples:",
            "  wbx demo",
            "  wbx demo --json > report.json     progress goes to standard error",
            "  wbx demo -p demo2 --down          a project of its own; stop the workbench afterwards"
        })
public final class DemoCommand extends RemoteCommand {

    @Option(
            names = {"-p", "--project"},
            paramLabel = "NAME",
            description = "The project to make or use again (default: ${DEFAULT-VALUE}).")
    private String project = "demo";

    @Option(
            names = "--template",
            paramLabel = "NAME",
            description = "Where code and data come from (default: ${DEFAULT-VALUE}).")
    private String template = "tabular-classifier";

    @Option(
            names = "--evidence",
            paramLabel = "DIR",
            description = "Where evidence bundles are stored (default: ${DEFAULT-VALUE}).")
    private Path evidence = Path.of(".wbx", "demo");

    @Option(names = "--down", description = "Stop the workbench on this machine afterwards.")
    private boolean down;

    DemoCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var steps = List.of(
                new InfrastructureStep(urlOption(), watched()),
                new ProjectStep(template),
                new DatasetStep(),
                new RuntimeStep(),
                new TrainingStep(),
                new ComparisonStep(),
                new DeploymentStep(),
                new ScheduleStep(),
                new EvidenceStep());
        var reporter = new Reporter(json() ? shell().err() : shell().out(), style(), steps.size());
        var journey = new Journey(shell(), reporter, project, evidence);
        var report = Json.object().put("ok", false);
        long begun = System.nanoTime();
        try {
            walk(steps, journey, reporter, report.putArray("steps"));
            report.put("ok", true);
        } finally {
            finish(report, journey, since(begun));
        }
        return ExitCode.OK;
    }

    private static void walk(List<? extends DemoStep> steps, Journey journey, Reporter reporter, ArrayNode report) {
        for (var step : steps) {
            long begun = System.nanoTime();
            var entry = report.addObject().put("title", step.title()).put("ok", false);
            reporter.begins(report.size(), step.title());
            try {
                var what = step.take(journey);
                var took = since(begun);
                var cost = journey.cost();
                reporter.worked(what, took, cost);
                entry.put("ok", true).put("what", what);
                entry.put("seconds", took.toMillis() / 1000.0).put("usdSoFar", rounded(cost.usd()));
            } catch (RuntimeException failure) {
                reporter.failed(since(begun));
                entry.put("seconds", since(begun).toMillis() / 1000.0)
                        .put("what", String.valueOf(failure.getMessage()));
                throw failure;
            }
        }
    }

    private void finish(ObjectNode report, Journey journey, Duration took) {
        boolean ok = report.path("ok").asBoolean(false);
        var cost = ok ? journey.cost() : Cost.NOTHING;
        report.put("seconds", took.toMillis() / 1000.0);
        if (ok) {
            report.putObject("cost").put("USD", rounded(cost.usd())).put("CPU_SECONDS", rounded(cost.cpuSeconds()));
        }
        report.setAll(journey.facts());
        if (down) {
            LocalStart.down(shell());
        }
        if (json()) {
            shell().out().println(Json.pretty(report));
        } else if (ok) {
            new Summary(shell().out(), style(), journey.facts()).print(took, cost, down);
        }
    }

    private static BigDecimal rounded(double amount) {
        return BigDecimal.valueOf(amount).setScale(6, RoundingMode.HALF_UP);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
