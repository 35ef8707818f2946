package io.workbenchx.activities.app;

import io.workbenchx.activities.replica.ReplicaLauncher;
import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.secret.RunSecrets;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadSpec.Mount;
import io.workbenchx.workflows.app.AppServerActivities;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Starts the process of an app in the approved runtime, on its commit, without any network. */
@Component
public class AppServerActivitiesImpl implements AppServerActivities {

    private static final String SOCKET = "/run/wbx/service.sock";
    private static final String CODE = "/work/code";
    private static final String RELAY = "/relay";

    private final ReplicaLauncher launcher;
    private final AppFiles files;
    private final RuntimeProvision runtimes;
    private final RunSecrets secrets;
    private final RunRecorder recorder;

    AppServerActivitiesImpl(
            ReplicaLauncher launcher,
            AppFiles files,
            RuntimeProvision runtimes,
            RunSecrets secrets,
            RunRecorder recorder) {
        this.launcher = launcher;
        this.files = files;
        this.runtimes = runtimes;
        this.secrets = secrets;
        this.recorder = recorder;
    }

    @Override
    public ReplicaProcess startApp(RunContext run, AppSpec spec, int ordinal, int start) {
        return launcher.start(
                run,
                ordinal,
                start,
                spec.runtime().digest(),
                (name, attempt, heartbeats) -> workload(run, spec, name, attempt, heartbeats));
    }

    private WorkloadSpec workload(RunContext run, AppSpec spec, String name, int attempt, Heartbeats heartbeats) {
        BuiltEnvironment environment =
                runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
        heartbeats.check();
        List<Mount> mounts = new ArrayList<>(List.of(new Mount(files.code(run, spec), CODE, false)));
        if (spec.port() != null) {
            mounts.add(new Mount(files.relay(), RELAY, false));
        }
        heartbeats.check();
        return new WorkloadSpec(
                run.runId(),
                name,
                attempt,
                command(spec),
                variables(run, spec),
                environment.path(),
                environment.digest(),
                environment.interpreterHome(),
                mounts,
                launcher.limits(run, spec.memoryBytes(), spec.processes()),
                null,
                true);
    }

    /** An app that listens on a port of its own loopback is reached through a relay, which passes signals on and returns its exit code. */
    private static List<String> command(AppSpec spec) {
        if (spec.port() == null) {
            return spec.command();
        }
        List<String> command = new ArrayList<>(List.of(
                "/runtime/bin/python",
                "-I",
                "-S",
                RELAY + "/" + AppFiles.RELAY,
                "in",
                SOCKET,
                spec.port().toString(),
                "--"));
        command.addAll(spec.command());
        return command;
    }

    private Map<String, String> variables(RunContext run, AppSpec spec) {
        Map<String, String> variables = new LinkedHashMap<>(spec.environment());
        variables.putAll(given(run, spec));
        variables.put("PYTHONUNBUFFERED", "1");
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        variables.put("HOSTNAME", "127.0.0.1");
        if (spec.port() != null) {
            variables.put("PORT", spec.port().toString());
        }
        return variables;
    }

    /** The secrets of the run, from now on in its hands; which ones is on record, what they are is not. */
    private Map<String, String> given(RunContext run, AppSpec spec) {
        Map<String, String> values = secrets.give(run, spec.secrets());
        if (!values.isEmpty()) {
            NewEvent event = new NewEvent("secrets.given", "secrets/app", Map.of("secrets", secrets.onRecord(run)));
            recorder.record(run.runId(), run.actor(), List.of(event), true);
        }
        return values;
    }
}
