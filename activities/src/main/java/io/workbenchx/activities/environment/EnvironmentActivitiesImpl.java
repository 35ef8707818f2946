package io.workbenchx.activities.environment;

import io.temporal.activity.Activity;
import io.temporal.client.ActivityCanceledException;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLogs;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.workflows.environment.BuiltRuntime;
import io.workbenchx.workflows.environment.EnvironmentActivities;
import io.workbenchx.workflows.environment.EnvironmentResult;
import io.workbenchx.workflows.environment.EnvironmentSpec;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.springframework.stereotype.Component;

/** How an environment is built and listed. */
@Component
public class EnvironmentActivitiesImpl implements EnvironmentActivities {

    private final WatchedBuild builds;
    private final ArtifactService artifacts;
    private final RuntimeService runtimes;
    private final RunRepository runs;
    private final RunLogs logs;
    private final RunOutput output;

    EnvironmentActivitiesImpl(
            WatchedBuild builds,
            ArtifactService artifacts,
            RuntimeService runtimes,
            RunRepository runs,
            RunLogs logs,
            RunOutput output) {
        this.builds = builds;
        this.artifacts = artifacts;
        this.runtimes = runtimes;
        this.runs = runs;
        this.logs = logs;
        this.output = output;
    }

    @Override
    public String lockRequirements(RunContext run, EnvironmentSpec spec) {
        return told(run, "lock", (meter, lines) -> {
            String lock = builds.lock(run, meter, text(spec), lines);
            lines.accept(
                    "Locked " + lock.lines().filter(line -> line.contains("==")).count() + " packages");
            return artifacts
                    .put(
                            run.projectId(),
                            run.runId(),
                            "runs/" + run.runId(),
                            "requirements.lock",
                            new ByteArrayInputStream(lock.getBytes(StandardCharsets.UTF_8)),
                            "text/plain")
                    .sha256();
        });
    }

    @Override
    public BuiltRuntime buildEnvironment(RunContext run, EnvironmentSpec spec) {
        return told(run, "environment", (meter, lines) -> {
            BuiltEnvironment built = builds.build(run, meter, text(spec), lines);
            lines.accept("Environment " + built.digest());
            output.archive(run.projectId(), run.runId());
            return new BuiltRuntime(built.digest(), built.lockSha256(), built.interpreter(), built.platform());
        });
    }

    /** Work of tools whose lines are the run's output, under a meter of this attempt. */
    private <T> T told(RunContext run, String step, BiFunction<String, OutputLines, T> work) {
        int attempt = Activity.getExecutionContext().getInfo().getAttempt();
        try {
            return work.apply(step + "/" + run.attempt() + "." + attempt, new OutputLines(logs, run));
        } catch (WorkbenchException failure) {
            if (!failure.code().category().retryable()) {
                output.archive(run.projectId(), run.runId());
            }
            throw failure;
        } catch (ActivityCanceledException cancelled) {
            output.archive(run.projectId(), run.runId());
            throw cancelled;
        }
    }

    @Override
    public EnvironmentResult registerRuntime(RunContext run, EnvironmentSpec spec, BuiltRuntime built) {
        Run row = runs.findById(run.runId()).orElseThrow();
        Runtime runtime = runtimes.register(
                spec.name(),
                built.digest(),
                built.lockSha256(),
                built.interpreter(),
                built.platform(),
                run.runId(),
                row.createdBy());
        return new EnvironmentResult(
                runtime.id(),
                runtime.name(),
                runtime.state().name(),
                built.digest(),
                built.lockSha256(),
                built.interpreter(),
                built.platform());
    }

    private String text(EnvironmentSpec spec) {
        try (InputStream content = artifacts.open(spec.digest(), "The lock of runtime " + spec.name())) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException("The lock of runtime " + spec.name() + " cannot be read.", failure);
        }
    }
}
