package io.workbenchx.activities.deployment;

import io.workbenchx.activities.replica.ReplicaLauncher;
import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadSpec.Mount;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.ServerActivities;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Starts the server of a model in the approved runtime, without any network. */
@Component
public class ServerActivitiesImpl implements ServerActivities {

    private final ReplicaLauncher launcher;
    private final ReplicaFiles files;
    private final RuntimeProvision runtimes;

    ServerActivitiesImpl(ReplicaLauncher launcher, ReplicaFiles files, RuntimeProvision runtimes) {
        this.launcher = launcher;
        this.files = files;
        this.runtimes = runtimes;
    }

    @Override
    public ReplicaProcess startReplica(RunContext run, DeploymentSpec spec, int ordinal, int start) {
        return launcher.start(
                run,
                ordinal,
                start,
                spec.runtime().digest(),
                (name, attempt, heartbeats) -> workload(run, spec, name, attempt, heartbeats));
    }

    private WorkloadSpec workload(
            RunContext run, DeploymentSpec spec, String name, int attempt, Heartbeats heartbeats) {
        BuiltEnvironment environment =
                runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
        heartbeats.check();
        List<Mount> mounts =
                List.of(new Mount(files.model(spec), "/model", false), new Mount(files.script(), "/serving", false));
        heartbeats.check();
        return new WorkloadSpec(
                run.runId(),
                name,
                attempt,
                command(spec),
                Map.of("PYTHONUNBUFFERED", "1", "OMP_NUM_THREADS", "1"),
                environment.path(),
                environment.digest(),
                environment.interpreterHome(),
                mounts,
                launcher.limits(run, spec.memoryBytes(), spec.processes()),
                null,
                true);
    }

    private static List<String> command(DeploymentSpec spec) {
        return List.of(
                "/runtime/bin/python",
                "-B",
                "/serving/oip_server.py",
                "--model-dir",
                "/model",
                "--name",
                spec.model(),
                "--version",
                String.valueOf(spec.version()));
    }
}
