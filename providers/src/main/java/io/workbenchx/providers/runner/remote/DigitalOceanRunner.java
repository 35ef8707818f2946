package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.LogChunk;
import io.workbenchx.providers.runner.Recent;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerCapabilities;
import io.workbenchx.providers.runner.RunnerCapabilities.Feature;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.Waiting;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadLease;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import io.workbenchx.providers.runner.WorkloadStatus.Usage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Runs jobs on DigitalOcean App Platform: an app with one job, from an image that holds all it needs, deployed once and deleted. The
 * platform tells whether a job failed, not with which code: 1 stands for any.
 */
final class DigitalOceanRunner implements Runner {

    static final String NAME = "digitalocean";
    private static final Map<String, String> MECHANISMS = Map.of(
            "memory", "instance size",
            "cpu", "allocation: processors times time, by timeout",
            "wall", "App Platform: timeout of the job",
            "processes", "none",
            "disk", "none",
            "network", "none",
            "kill", "App Platform");

    private final Path directory;
    private final RunnerProperties properties;
    private final DigitalOceanProperties digitalOcean;
    private final AppPlatform apps;
    private final Recent<Optional<Deployed>> recent;
    private final Recent<Boolean> outputs;
    private final Set<Feature> features = EnumSet.of(Feature.IMAGE);

    DigitalOceanRunner(Path directory, DigitalOceanProperties digitalOcean, RunnerProperties properties) {
        this.directory = directory;
        this.properties = properties;
        this.digitalOcean = digitalOcean;
        this.apps = new AppPlatform(new RemoteApi(
                "DigitalOcean",
                digitalOcean.api(),
                digitalOcean.token(),
                digitalOcean.timeout(),
                digitalOcean.pause()));
        this.recent = new Recent<>(digitalOcean.poll());
        this.outputs = new Recent<>(digitalOcean.poll());
        digitalOcean.sizes().forEach(InstanceSize::of);
        if (digitalOcean.workbench() != null) {
            features.add(Feature.WORKBENCH);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public URI workbench(WorkloadSpec.Gateway gateway) {
        return Objects.requireNonNullElseGet(digitalOcean.workbench(), () -> Runner.super.workbench(gateway));
    }

    @Override
    public WorkloadHandle start(WorkloadSpec spec) {
        capabilities().require(NAME, spec);
        if (spec.image() == null) {
            throw new UnsupportedWorkloadException("The runner digitalocean runs images only, and workload "
                    + spec.name() + " of run " + spec.runId() + " names none: choose a container runtime.");
        }
        WorkloadHandle handle =
                new WorkloadHandle(NAME, spec.runId(), spec.name(), spec.attempt(), RemoteNames.of(spec));
        AppSpec app = new AppSpec(spec, InstanceSize.fitting(digitalOcean.sizes(), spec), digitalOcean);
        JsonNode made = apps.find(handle.directory()).orElseGet(() -> create(app));
        String id = made.path("id").asString();
        boolean attested = false;
        try {
            JsonNode deployment = Waiting.until(
                    "the deployment of " + handle.directory(),
                    () -> apps.deployment(id).orElse(null));
            folder(handle).attest(attestation(app, deployment));
            attested = true;
        } finally {
            if (!attested) {
                apps.delete(id);
            }
        }
        return handle;
    }

    /** A refused name is that of an app which an earlier, interrupted call has made. */
    private JsonNode create(AppSpec app) {
        try {
            return apps.create(app.body());
        } catch (RemoteException e) {
            return apps.find(RemoteNames.of(app.spec())).orElseThrow(() -> e);
        }
    }

    private Attestation attestation(AppSpec app, JsonNode deployment) {
        WorkloadSpec spec = app.spec();
        String approved = Objects.requireNonNull(spec.image());
        approved = approved.substring(approved.indexOf('@') + 1);
        String digest = deployment
                .path("spec")
                .path("jobs")
                .path(0)
                .path("image")
                .path("digest")
                .asString("");
        if (!digest.equals(approved)) {
            throw new RuntimeMismatchException(
                    "App Platform deploys " + (digest.isEmpty() ? "an image that it does not name" : digest)
                            + " instead of the approved " + approved + "; the app was deleted.");
        }
        return new Attestation(
                NAME,
                spec.runId(),
                spec.name(),
                spec.attempt(),
                Instant.now(),
                spec.command(),
                List.of(),
                app.names(),
                spec.image(),
                digest,
                "container",
                0,
                "host",
                Map.of(
                        "cpu",
                        spec.limits().cpuSeconds() + " s",
                        "cpus",
                        Integer.toString(app.size().cpus()),
                        "memory",
                        app.size().memoryBytes() + " B",
                        "wall",
                        spec.limits().wall().toString()),
                MECHANISMS);
    }

    @Override
    public Optional<WorkloadHandle> find(UUID runId, String name) {
        return workloads().stream()
                .filter(handle -> handle.runId().equals(runId) && handle.name().equals(name))
                .max(Comparator.comparingInt(WorkloadHandle::attempt));
    }

    @Override
    public List<WorkloadHandle> workloads() {
        return apps.list().stream()
                .flatMap(app ->
                        RemoteNames.handle(NAME, app.path("spec").path("name").asString(""), run(app)).stream())
                .toList();
    }

    private static String run(JsonNode app) {
        return app.path("spec")
                .path("jobs")
                .path(0)
                .path("envs")
                .valueStream()
                .filter(variable -> variable.path("key").asString("").equals(AppSpec.RUN))
                .map(variable -> variable.path("value").asString(""))
                .findFirst()
                .orElse("");
    }

    @Override
    public WorkloadLease adopt(WorkloadHandle handle) {
        return folder(handle).adopt();
    }

    @Override
    public WorkloadStatus status(WorkloadHandle handle) {
        RemoteFolder folder = folder(handle);
        return folder.end().orElseGet(() -> {
            Deployed deployed = deployed(handle).orElse(null);
            if (deployed == null) {
                return new WorkloadStatus(false, null, Reason.LOST, Usage.NONE);
            }
            WorkloadStatus status = deployed.status();
            if (!status.running()) {
                folder.copy(() -> apps.output(deployed.app(), deployed.id()));
                folder.end(status);
            }
            return status;
        });
    }

    private Optional<Deployed> deployed(WorkloadHandle handle) {
        return recent.get(
                handle.directory(),
                () -> apps.find(handle.directory())
                        .map(app -> app.path("id").asString())
                        .flatMap(app -> apps.deployment(app).map(deployment -> new Deployed(app, deployment))));
    }

    /** What the one deployment of an app tells of its job. */
    private record Deployed(String app, JsonNode told) {

        private static final Set<String> OVER = Set.of("ACTIVE", "ERROR", "CANCELED", "SUPERSEDED");

        String id() {
            return told.path("id").asString();
        }

        WorkloadStatus status() {
            String phase = told.path("phase").asString("");
            if (!OVER.contains(phase)) {
                return new WorkloadStatus(true, null, null, usage());
            }
            return switch (phase) {
                case "ACTIVE" -> new WorkloadStatus(false, 0, Reason.EXITED, usage());
                case "CANCELED" -> new WorkloadStatus(false, null, Reason.STOPPED, usage());
                case "ERROR" -> failed(reason(told.path("progress").path("steps")));
                default -> new WorkloadStatus(false, null, Reason.LOST, usage());
            };
        }

        private WorkloadStatus failed(String code) {
            if (code.contains("OutOfMemory") || code.contains("OOM")) {
                return new WorkloadStatus(false, null, Reason.OUT_OF_MEMORY, usage());
            }
            if (code.contains("Timeout") || code.contains("TimedOut") || code.contains("DeadlineExceeded")) {
                return new WorkloadStatus(false, null, Reason.WALL_LIMIT, usage());
            }
            return code.contains("ExitNonZero") || code.contains("JobFailed")
                    ? new WorkloadStatus(false, 1, Reason.EXITED, usage())
                    : new WorkloadStatus(false, null, Reason.LOST, usage());
        }

        /** Of the step of our component that failed, however deep. */
        private static String reason(JsonNode steps) {
            for (JsonNode step : steps) {
                String deeper = reason(step.path("steps"));
                if (!deeper.isEmpty()) {
                    return deeper;
                }
                if (step.path("status").asString("").equals("ERROR")) {
                    return step.path("reason").path("code").asString("");
                }
            }
            return "";
        }

        private Usage usage() {
            String slug = told.path("spec")
                    .path("jobs")
                    .path(0)
                    .path("instance_size_slug")
                    .asString("");
            String began = told.path("created_at").asString("");
            String changed = told.path("phase_last_updated_at").asString("");
            if (slug.isEmpty() || began.isEmpty()) {
                return Usage.NONE;
            }
            boolean over = OVER.contains(told.path("phase").asString("")) && !changed.isEmpty();
            Duration time = Duration.between(Instant.parse(began), over ? Instant.parse(changed) : Instant.now());
            return new Usage(
                    Math.max(0, time.toMillis() / 1000.0)
                            * InstanceSize.of(slug).cpus(),
                    0);
        }
    }

    @Override
    public LogChunk readLog(WorkloadHandle handle, long offset, int maxBytes) {
        RemoteFolder folder = folder(handle);
        LogChunk chunk = folder.readLog(offset, maxBytes);
        if (chunk.content().length == 0 && folder.end().isEmpty()) {
            outputs.get(handle.directory(), () -> {
                deployed(handle).ifPresent(deployed -> folder.copy(() -> apps.output(deployed.app(), deployed.id())));
                return true;
            });
            return folder.readLog(offset, maxBytes);
        }
        return chunk;
    }

    /** The platform gives 30 seconds of grace, whatever is asked for. */
    @Override
    public WorkloadStatus stop(WorkloadHandle handle, Duration grace) {
        Deployed deployed = deployed(handle).orElse(null);
        if (deployed != null && status(handle).running()) {
            apps.cancel(deployed.app(), deployed.id());
            recent.forget(handle.directory());
            Duration patience = grace.plus(Waiting.DEADLINE);
            if (!Waiting.within(
                    patience,
                    handle.directory() + " to end",
                    () -> !status(handle).running())) {
                throw new RunnerException("App Platform did not cancel " + handle.directory(), null);
            }
        }
        return status(handle);
    }

    @Override
    public Optional<Path> servicePath(WorkloadHandle handle) {
        throw new UnsupportedWorkloadException("a job of App Platform serves nothing");
    }

    @Override
    public Attestation attestation(WorkloadHandle handle) {
        return folder(handle).attestation();
    }

    @Override
    public void remove(WorkloadHandle handle) {
        RemoteFolder folder = folder(handle);
        JsonNode app = apps.find(handle.directory()).orElse(null);
        if (app != null) {
            if (folder.end().isEmpty() && status(handle).running()) {
                throw new RunnerException(handle.directory() + " is alive; stop it first", null);
            }
            apps.delete(app.path("id").asString());
            recent.forget(handle.directory());
        }
        folder.remove();
    }

    @Override
    public RunnerCapabilities capabilities() {
        return new RunnerCapabilities("container", MECHANISMS, features);
    }

    private RemoteFolder folder(WorkloadHandle handle) {
        return RemoteFolder.of(directory, handle, properties);
    }
}
