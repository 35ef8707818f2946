package io.workbenchx.control.session;

import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.dataset.DatasetService;
import io.workbenchx.control.dataset.DatasetVersion;
import io.workbenchx.control.identity.Caller;
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
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SessionSpec;
import io.workbenchx.workflows.training.TrainingSpec.DatasetBinding;
import io.workbenchx.workflows.training.TrainingSpec.RuntimeBinding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Admits sessions: names become commits, versions, digests and sizes. */
@Component
class SessionHandler implements RunKindHandler {

    private static final BigDecimal CPU_SECONDS_PER_CPU = new BigDecimal("1800");

    private final CanonicalJson json;
    private final SessionProperties properties;
    private final SessionRecords sessions;
    private final WorkspaceFiles workspaces;
    private final DatasetService datasets;
    private final RuntimeService runtimes;
    private final ArtifactService artifacts;
    private final CodeService code;
    private final SecretService secrets;

    SessionHandler(
            CanonicalJson json,
            SessionProperties properties,
            SessionRecords sessions,
            WorkspaceFiles workspaces,
            DatasetService datasets,
            RuntimeService runtimes,
            ArtifactService artifacts,
            CodeService code,
            SecretService secrets) {
        this.json = json;
        this.properties = properties;
        this.sessions = sessions;
        this.workspaces = workspaces;
        this.datasets = datasets;
        this.runtimes = runtimes;
        this.artifacts = artifacts;
        this.code = code;
        this.secrets = secrets;
    }

    /** A session as people ask for it: names and defaults. */
    record Request(
            @Nullable String name,
            @Nullable String code,
            @Nullable Map<String, @Nullable Integer> datasets,
            @Nullable String runtime,
            @Nullable String profile,
            @Nullable Duration idleTimeout,
            @Nullable Duration expiry,
            @Nullable Map<String, String> secrets) {}

    @Override
    public RunKind kind() {
        return RunKind.SESSION;
    }

    @Override
    public Class<SessionSpec> specType() {
        return SessionSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        if (requested.path("runtime").isObject()) {
            return repin(project, json.read(requested, SessionSpec.class));
        }
        Request request = json.read(requested, Request.class);
        if (request.name() == null || request.runtime() == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A session has a name and a runtime, such as {\"name\": \"explore\", \"runtime\": \"notebook\"}.");
        }
        List<DatasetBinding> bindings = new TreeMap<>(
                        request.datasets() == null ? Map.<String, Integer>of() : request.datasets())
                .entrySet().stream()
                        .map(entry -> binding(datasets.require(project, entry.getKey(), entry.getValue())))
                        .toList();
        SessionSpec spec = new SessionSpec(
                request.name(),
                request.code() == null ? null : code.resolve(project, request.code()),
                bindings,
                binding(runtimes.approvedEnvironment(request.runtime())),
                properties.profile(request.profile()),
                Objects.requireNonNullElse(request.idleTimeout(), properties.idleTimeout()),
                Objects.requireNonNullElse(request.expiry(), properties.expiry()),
                Objects.requireNonNullElse(request.secrets(), Map.of()),
                null);
        return checked(project, spec);
    }

    /**
     * A pinned spec, as a resume or a reproduction brings it. Anybody can send one, so nothing in it is believed: digests, sizes and the
     * saved workspace are those on record, or it is refused.
     */
    private SessionSpec repin(Project project, SessionSpec spec) {
        if (spec.code() != null) {
            code.resolve(project, spec.code());
        }
        require(
                FailureCode.RUNTIME_MISMATCH,
                binding(runtimes.approvedEnvironment(spec.runtime().digest())).equals(spec.runtime()),
                "The runtime " + spec.runtime().digest() + " is not the one on record.");
        require(
                FailureCode.SPEC_INVALID,
                properties.profile(spec.profile().name()).equals(spec.profile()),
                "The session profile " + spec.profile().name() + " is not what it was: name it again.");
        spec.datasets()
                .forEach(dataset -> require(
                        FailureCode.INTEGRITY,
                        binding(datasets.require(project, dataset.name(), dataset.version()))
                                .equals(dataset),
                        "Version " + dataset.version() + " of dataset " + dataset.name()
                                + " is not the one on record."));
        if (spec.workspace() != null) {
            workspaces.require(project.id(), spec.workspace());
        }
        return checked(project, spec);
    }

    private SessionSpec checked(Project project, SessionSpec spec) {
        secrets.requireAll(project, spec.secrets().values());
        require(
                FailureCode.SPEC_INVALID,
                lock(spec.runtime()).lines().anyMatch(line -> line.startsWith("jupyterlab==")),
                "The runtime " + spec.runtime().name()
                        + " has no JupyterLab: add the lines \"jupyterlab\" and \"ipykernel\" to its requirements, lock them, build and approve"
                        + " it again; deploy/runtimes/notebook has a list that is ready.");
        return spec;
    }

    private String lock(RuntimeBinding runtime) {
        try (InputStream lock = artifacts.open(runtime.lockSha256(), "The lock file of runtime " + runtime.name())) {
            return new String(lock.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the lock file of runtime " + runtime.name(), e);
        }
    }

    private static void require(FailureCode code, boolean holds, String otherwise) {
        if (!holds) {
            throw new WorkbenchException(code, otherwise);
        }
    }

    private static DatasetBinding binding(DatasetVersion version) {
        return new DatasetBinding(
                version.name(), version.version(), version.id(), version.fileName(), version.sha256());
    }

    private static RuntimeBinding binding(Runtime runtime) {
        return new RuntimeBinding(
                runtime.id(), runtime.name(), runtime.digest(), Objects.requireNonNull(runtime.lockSha256()));
    }

    @Override
    public Claim claim(Project project, RunSpec spec) {
        SessionSpec session = (SessionSpec) spec;
        SessionSpec.Profile profile = session.profile();
        return new Claim(
                new Claim.RuntimeUse(session.runtime().name(), session.runtime().digest(), "environment"),
                session.datasets().stream().map(DatasetBinding::name).toList(),
                null,
                new Resources(profile.cpus(), profile.memoryBytes(), profile.gpus()));
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        return Map.of(
                BudgetUnit.CPU_SECONDS,
                CPU_SECONDS_PER_CPU.multiply(((SessionSpec) spec).profile().cpus()));
    }

    /** Runtime, data and the workspace it began with are pinned; what people did in between is what they saved. */
    @Override
    public boolean lineageComplete(RunSpec spec) {
        return !((SessionSpec) spec).datasets().isEmpty();
    }

    /** From now on the session can be seen; that the name is free is checked by its first step. */
    @Override
    public void onAdmitted(Project project, Run run) {
        sessions.take(project.id(), json.read(run.spec(), SessionSpec.class).name(), run.id(), run.createdBy());
    }
}
