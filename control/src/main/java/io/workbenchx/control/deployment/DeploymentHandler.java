package io.workbenchx.control.deployment;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.model.ModelService;
import io.workbenchx.control.model.ModelVersion;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunKindHandler;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.DeploymentSpec.ModelFile;
import io.workbenchx.workflows.deployment.DeploymentSpec.RuntimeBinding;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Admits deployments: the model version becomes files by digest, the runtime a digest. */
@Component
class DeploymentHandler implements RunKindHandler {

    private static final long DEFAULT_MEMORY = 1L << 30;
    private static final int DEFAULT_PROCESSES = 128;
    private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(5);
    private static final BigDecimal CPU_SECONDS_PER_REPLICA = new BigDecimal("1000");

    private final CanonicalJson json;
    private final ModelService models;
    private final RuntimeService runtimes;
    private final RunRepository runs;

    DeploymentHandler(CanonicalJson json, ModelService models, RuntimeService runtimes, RunRepository runs) {
        this.json = json;
        this.models = models;
        this.runtimes = runtimes;
        this.runs = runs;
    }

    /** A deployment as people ask for it: names and defaults. */
    record Request(
            @Nullable String endpoint,
            @Nullable String model,
            @Nullable Integer version,
            @Nullable String runtime,
            @Nullable Integer replicas,
            @Nullable Duration drain,
            @Nullable Limits limits) {
        record Limits(@Nullable Long memoryBytes, @Nullable Integer processes) {}
    }

    @Override
    public RunKind kind() {
        return RunKind.DEPLOYMENT;
    }

    @Override
    public Class<DeploymentSpec> specType() {
        return DeploymentSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        if (requested.path("runtime").isObject()) {
            return repin(project, json.read(requested, DeploymentSpec.class));
        }
        Request request = json.read(requested, Request.class);
        if (request.model() == null || request.version() == null) {
            throw invalid("name a model and its version, such as {\"model\": \"churn\", \"version\": 1}.");
        }
        ModelVersion version = servable(project, request.model(), request.version());
        Request.Limits limits = request.limits() == null ? new Request.Limits(null, null) : request.limits();
        return new DeploymentSpec(
                Objects.requireNonNullElse(request.endpoint(), request.model()),
                version.name(),
                version.version(),
                version.digest(),
                version.runId(),
                files(version),
                binding(runtimes.approvedEnvironment(runtime(request.runtime(), version))),
                Objects.requireNonNullElse(request.replicas(), 1),
                Objects.requireNonNullElse(limits.memoryBytes(), DEFAULT_MEMORY),
                Objects.requireNonNullElse(limits.processes(), DEFAULT_PROCESSES),
                Objects.requireNonNullElse(request.drain(), DEFAULT_DRAIN));
    }

    /**
     * A pinned spec, as a reproduction brings it. Anybody can send one, so nothing in it is believed: files, digests and runtime are those
     * on record, or it is refused.
     */
    private DeploymentSpec repin(Project project, DeploymentSpec spec) {
        ModelVersion stored = servable(project, spec.model(), spec.version());
        boolean same = stored.digest().equals(spec.modelDigest())
                && Objects.equals(stored.runId(), spec.trainedBy())
                && files(stored).equals(spec.files())
                && binding(runtimes.approvedEnvironment(spec.runtime().digest()))
                        .equals(spec.runtime());
        if (!same) {
            throw new WorkbenchException(
                    FailureCode.INTEGRITY,
                    "Version " + spec.version() + " of model " + spec.model()
                            + ", or its runtime, is not the one of the original run.");
        }
        return spec;
    }

    private static List<ModelFile> files(ModelVersion version) {
        return version.artifacts().stream()
                .map(file -> new ModelFile(file.path(), file.sha256(), file.bytes()))
                .toList();
    }

    private ModelVersion servable(Project project, String name, int number) {
        ModelVersion version = models.version(project.id(), name, number);
        if (!version.state().equals("READY")) {
            throw new WorkbenchException(
                    FailureCode.MODEL_UNKNOWN,
                    "Version " + number + " of model " + name + " is " + version.state() + ", not READY.");
        }
        if (version.artifacts().stream().noneMatch(file -> file.path().endsWith(".onnx"))) {
            throw invalid("version " + number + " of model " + name
                    + " has no .onnx file: log the model in ONNX form (mlflow.onnx.log_model) to serve it.");
        }
        return version;
    }

    /** As asked, else what the model was trained in: there its libraries are known to be. */
    private String runtime(@Nullable String asked, ModelVersion version) {
        return Optional.ofNullable(asked)
                .or(() -> Optional.ofNullable(version.runId()).flatMap(this::trainedIn))
                .orElseThrow(() ->
                        invalid("the model's own runtime is not known: name one, such as {\"runtime\": \"tabular\"}."));
    }

    private Optional<String> trainedIn(UUID run) {
        return runs.findById(run)
                .map(found -> json.read(found.spec()).path("runtime").path("digest"))
                .filter(JsonNode::isString)
                .map(JsonNode::asString);
    }

    private static RuntimeBinding binding(Runtime runtime) {
        return new RuntimeBinding(
                runtime.id(), runtime.name(), runtime.digest(), Objects.requireNonNull(runtime.lockSha256()));
    }

    private static WorkbenchException invalid(String problem) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, "Deployment spec: " + problem);
    }

    @Override
    public Claim claim(Project project, RunSpec spec) {
        DeploymentSpec deployment = (DeploymentSpec) spec;
        ModelVersion version = models.version(project.id(), deployment.model(), deployment.version());
        return new Claim(
                new Claim.RuntimeUse(
                        deployment.runtime().name(), deployment.runtime().digest(), "environment"),
                List.of(),
                new Claim.Served(
                        deployment.endpoint(),
                        deployment.model(),
                        deployment.version(),
                        version.promoted(),
                        deployment.trainedBy()),
                Resources.processes(deployment.replicas(), deployment.memoryBytes()));
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        int replicas = ((DeploymentSpec) spec).replicas();
        return Map.of(BudgetUnit.CPU_SECONDS, CPU_SECONDS_PER_REPLICA.multiply(BigDecimal.valueOf(replicas)));
    }

    /** Files and runtime are pinned by construction; only the run that made the model may be unknown. */
    @Override
    public boolean lineageComplete(RunSpec spec) {
        return ((DeploymentSpec) spec).trainedBy() != null;
    }
}
