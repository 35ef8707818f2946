package io.workbenchx.cli.schedule;

import io.workbenchx.cli.command.ExitCode;
import io.workbenchx.cli.command.ProjectScopedCommand;
import io.workbenchx.cli.run.TrainingOptions;
import io.workbenchx.cli.shell.Shell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code wbx schedule create}. */
@Command(
        name = "create",
        description = "Start a run again and again by a cron expression: five fields, or six with seconds first.",
        footer = {
            "",
            "Examples:",
            "  wbx schedule create nightly --cron '0 3 * * *' --timezone Europe/Berlin --dataset sales --runtime tabular",
            "  wbx schedule create probe --cron '*/30 * * * * *' --kind probe"
        })
final class ScheduleCreateCommand extends ProjectScopedCommand {

    @Parameters(paramLabel = "NAME", description = "What to call the schedule.")
    private String name = "";

    @Option(
            names = "--cron",
            required = true,
            paramLabel = "FIELDS",
            description = "When; quote it, the shell expands stars.")
    private String cron = "";

    @Option(
            names = "--timezone",
            paramLabel = "ZONE",
            description = "Where the clock stands, like Europe/Berlin (default: UTC).")
    private @Nullable String timezone;

    @Option(names = "--kind", paramLabel = "KIND", description = "What to run (default: ${DEFAULT-VALUE}).")
    private String kind = "training";

    @Mixin
    private TrainingOptions options = new TrainingOptions();

    ScheduleCreateCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = options.request(kind).put("name", name).put("cron", cron);
        if (timezone != null) {
            request.put("timezone", timezone);
        }
        var schedule = new Schedules(api(), project()).create(request);
        answer(schedule, () -> new ScheduleView(shell()).show(schedule));
        return ExitCode.OK;
    }
}
