package io.workbenchx.cli.session;

import io.workbenchx.cli.run.TrainingOptions;
import io.workbenchx.cli.shell.Json;
import io.workbenchx.cli.shell.Shell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code wbx session start}. */
@Command(
        name = "start",
        description = "Start JupyterLab, and wait until it can be used.",
        footer = {
            "",
            "Examples:",
            "  wbx session start explore --runtime notebook",
            "  wbx session start explore --runtime notebook --profile medium --dataset sales@3 --idle 30m --for 4h",
            "  wbx session start explore --runtime notebook --secret API_TOKEN=api-token"
        })
final class SessionStartCommand extends SessionScopedCommand {

    @Option(names = "--runtime", required = true, paramLabel = "NAME", description = "The approved runtime.")
    private String runtime = "";

    @Option(names = "--profile", paramLabel = "NAME", description = "Its size, such as small, medium or large.")
    private @Nullable String profile;

    @Option(
            names = "--dataset",
            paramLabel = "NAME[@VERSION]",
            description = "A dataset to bind read-only below /data. Repeatable.")
    private List<String> datasets = new ArrayList<>();

    @Option(names = "--code", paramLabel = "COMMIT", description = "Begin with this commit of the project's code.")
    private @Nullable String code;

    @Option(names = "--idle", paramLabel = "DURATION", description = "Stop it after so long without activity.")
    private @Nullable String idle;

    @Option(names = "--for", paramLabel = "DURATION", description = "Stop it after so long in any case.")
    private @Nullable String expiry;

    @Option(
            names = "--secret",
            paramLabel = "VARIABLE=NAME",
            description = "A secret of the project, by name, and the environment variable for its value. Repeatable.")
    private Map<String, String> secrets = new LinkedHashMap<>();

    @Option(
            names = "--budget",
            paramLabel = "UNIT=AMOUNT",
            description = "Most it may spend: USD or CPU_SECONDS. Repeatable.")
    private Map<String, BigDecimal> budget = new LinkedHashMap<>();

    SessionStartCommand(Shell shell) {
        super(shell);
    }

    @Override
    public Integer call() {
        var request = Json.object();
        request.set("spec", spec());
        if (!budget.isEmpty()) {
            request.set("budget", Json.tree(budget));
        }
        return ready(sessions().start(request));
    }

    private ObjectNode spec() {
        var spec = Json.object().put("name", name()).put("runtime", runtime);
        put(spec, "profile", profile);
        put(spec, "code", code);
        put(spec, "idleTimeout", idle == null ? null : TrainingOptions.duration(idle));
        put(spec, "expiry", expiry == null ? null : TrainingOptions.duration(expiry));
        if (!datasets.isEmpty()) {
            var bound = spec.putObject("datasets");
            datasets.forEach(dataset -> TrainingOptions.bind(bound, dataset));
        }
        if (!secrets.isEmpty()) {
            spec.set("secrets", Json.tree(secrets));
        }
        return spec;
    }

    private static void put(ObjectNode spec, String name, @Nullable String value) {
        if (value != null) {
            spec.put(name, value);
        }
    }
}
