package io.workbenchx.control.training;

import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.dataset.DatasetService;
import io.workbenchx.control.dataset.DatasetVersion;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunKindHandler;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.control.secret.SecretService;
import io.workbenchx.control.tracking.TrackingService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.training.TrainingSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Admits training runs: names become commits, versions and digests. */
@Component
class TrainingHandler implements RunKindHandler {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);
    private static final long DEFAULT_MEMORY = 4L << 30;
    private static final int DEFAULT_PROCESSES = 512;
    private static final BigDecimal DEFAULT_CPU_SECONDS = new BigDecimal("600");

    private final CanonicalJson json;
    private final DatasetService datasets;
    private final RuntimeService runtimes;
    private final CodeService code;
    private final TrackingService tracking;
    private final SecretService secrets;
    private final Identity identity;

    TrainingHandler(
            CanonicalJson json,
            DatasetService datasets,
            RuntimeService runtimes,
            CodeService code,
            TrackingService tracking,
            SecretService secrets,
            Identity identity) {
        this.json = json;
        this.datasets = datasets;
        this.runtimes = runtimes;
        this.code = code;
        this.tracking = tracking;
        this.secrets = secrets;
        this.identity = identity;
    }

    /** A training run as people ask for it: names and defaults. */
    record Request(
            @Nullable String code,
            @Nullable String entrypoint,
            @Nullable Map<String, String> parameters,
            @Nullable Map<String, @Nullable Integer> datasets,
            @Nullable String runtime,
            @Nullable String experiment,
            @Nullable String runName,
            @Nullable Long seed,
            @Nullable Duration timeout,
            @Nullable Limits limits,
            @Nullable Map<String, String> secrets) {
        record Limits(@Nullable Long memoryBytes, @Nullable Integer processes) {}
    }

    @Override
    public RunKind kind() {
        return RunKind.TRAINING;
    }

    @Override
    public Class<TrainingSpec> specType() {
        return TrainingSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        if (requested.path("runtime").isObject()) {
            // A pinned spec, as a reproduction brings it: everything in it is checked again.
            return repin(project, json.read(requested, TrainingSpec.class));
        }
        Request request = json.read(requested, Request.class);
        if (request.runtime() == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, "A training run names its runtime, such as {\"runtime\": \"tabular\"}.");
        }
        Runtime runtime = runtimes.approved(request.runtime());
        Request.Limits limits = request.limits() == null ? new Request.Limits(null, null) : request.limits();
        List<TrainingSpec.DatasetBinding> bindings = new TreeMap<>(
                        request.datasets() == null ? Map.<String, Integer>of() : request.datasets())
                .entrySet().stream()
                        .map(entry -> binding(datasets.require(project, entry.getKey(), entry.getValue())))
                        .toList();
        TrainingSpec spec = new TrainingSpec(
                code.resolve(project, request.code()),
                Objects.requireNonNullElse(request.entrypoint(), "train.py"),
                Objects.requireNonNullElse(request.parameters(), Map.of()),
                bindings,
                binding(runtime),
                Objects.requireNonNullElse(request.experiment(), "Default"),
                request.runName(),
                Objects.requireNonNullElse(request.seed(), 0L),
                Objects.requireNonNullElse(request.timeout(), DEFAULT_TIMEOUT),
                Objects.requireNonNullElse(limits.memoryBytes(), DEFAULT_MEMORY),
                Objects.requireNonNullElse(limits.processes(), DEFAULT_PROCESSES),
                Objects.requireNonNullElse(request.secrets(), Map.of()));
        secrets.requireAll(project, spec.secrets().values());
        return spec;
    }

    /** Anybody can send a pinned spec, so nothing in it is believed: names, paths and digests are those on record, or it is refused. */
    private TrainingSpec repin(Project project, TrainingSpec spec) {
        code.resolve(project, spec.code());
        require(
                FailureCode.RUNTIME_MISMATCH,
                binding(runtimes.approved(spec.runtime().digest())).equals(spec.runtime()),
                "The runtime " + spec.runtime().digest() + " is not the one of the original run.");
        spec.datasets()
                .forEach(dataset -> require(
                        FailureCode.INTEGRITY,
                        binding(datasets.require(project, dataset.name(), dataset.version()))
                                .equals(dataset),
                        "Version " + dataset.version() + " of dataset " + dataset.name()
                                + " is not the one of the original run."));
        secrets.requireAll(project, spec.secrets().values());
        return spec;
    }

    private static void require(FailureCode code, boolean same, String otherwise) {
        if (!same) {
            throw new WorkbenchException(code, otherwise);
        }
    }

    private static TrainingSpec.DatasetBinding binding(DatasetVersion version) {
        return new TrainingSpec.DatasetBinding(
                version.name(), version.version(), version.id(), version.fileName(), version.sha256());
    }

    private static TrainingSpec.RuntimeBinding binding(Runtime runtime) {
        if (runtime.kind() == Runtime.Kind.CONTAINER) {
            return TrainingSpec.RuntimeBinding.ofImage(
                    runtime.id(), runtime.name(), runtime.digest(), Objects.requireNonNull(runtime.interpreter()));
        }
        return new TrainingSpec.RuntimeBinding(
                runtime.id(), runtime.name(), runtime.digest(), Objects.requireNonNull(runtime.lockSha256()));
    }

    @Override
    public Claim claim(Project project, RunSpec spec) {
        TrainingSpec training = (TrainingSpec) spec;
        return new Claim(
                new Claim.RuntimeUse(
                        training.runtime().name(),
                        training.runtime().digest(),
                        training.runtime().image() == null ? "environment" : "container"),
                training.datasets().stream()
                        .map(TrainingSpec.DatasetBinding::name)
                        .toList(),
                null,
                Resources.processes(1, training.memoryBytes()));
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        return Map.of(BudgetUnit.CPU_SECONDS, DEFAULT_CPU_SECONDS);
    }

    /** Code, runtime and parameters are pinned by construction; only the data may be missing. */
    @Override
    public boolean lineageComplete(RunSpec spec) {
        return !((TrainingSpec) spec).datasets().isEmpty();
    }

    @Override
    public void onAdmitted(Project project, Run run) {
        TrainingSpec spec = json.read(run.spec(), TrainingSpec.class);
        String user = identity.user(run.createdBy()).map(UserAccount::name).orElse("unknown");
        tracking.open(project.id(), run.id(), spec.experiment(), spec.runName(), user);
    }
}
