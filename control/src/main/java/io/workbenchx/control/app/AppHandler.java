package io.workbenchx.control.app;

import io.workbenchx.control.code.CodeService;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunKindHandler;
import io.workbenchx.control.runtime.Runtime;
import io.workbenchx.control.runtime.RuntimeService;
import io.workbenchx.control.secret.SecretService;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.app.AppSpec.RuntimeBinding;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Admits deployments of apps: the code becomes a commit, the runtime a digest, the framework a command. */
@Component
class AppHandler implements RunKindHandler {

    private static final long DEFAULT_MEMORY = 1L << 30;
    private static final int DEFAULT_PROCESSES = 128;
    private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);
    private static final String DEFAULT_ACCESS = "MEMBERS";
    private static final BigDecimal CPU_SECONDS_PER_REPLICA = new BigDecimal("1000");

    private final CanonicalJson json;
    private final CodeService code;
    private final RuntimeService runtimes;
    private final SecretService secrets;

    AppHandler(CanonicalJson json, CodeService code, RuntimeService runtimes, SecretService secrets) {
        this.json = json;
        this.code = code;
        this.runtimes = runtimes;
        this.secrets = secrets;
    }

    @Override
    public RunKind kind() {
        return RunKind.APP;
    }

    @Override
    public Class<AppSpec> specType() {
        return AppSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        AppSpec spec = requested.path("runtime").isObject()
                ? json.read(requested, AppSpec.class)
                : fromRequest(project, json.read(requested, AppRequest.class));
        // A pinned spec, as a rollback brings it, could come from anybody: everything in it is checked again.
        code.resolve(project, spec.code());
        if (!binding(runtimes.approvedEnvironment(spec.runtime().digest())).equals(spec.runtime())) {
            throw new WorkbenchException(
                    FailureCode.RUNTIME_MISMATCH,
                    "The runtime " + spec.runtime().digest() + " is not the one of the release.");
        }
        secrets.requireAll(project, spec.secrets().values());
        return spec;
    }

    private AppSpec fromRequest(Project project, AppRequest request) {
        if (request.app() == null || request.runtime() == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "App spec: name the app and its runtime, such as {\"app\": \"hello\", \"runtime\": \"apps\"}.");
        }
        FrameworkPreset preset = FrameworkPreset.of(request);
        AppRequest.Limits limits = request.limits() == null ? new AppRequest.Limits(null, null) : request.limits();
        return new AppSpec(
                request.app(),
                code.resolve(project, request.code()),
                Objects.requireNonNullElse(request.folder(), ""),
                FrameworkPreset.framework(request),
                preset.command(),
                preset.port(),
                preset.health(),
                binding(runtimes.approvedEnvironment(request.runtime())),
                Objects.requireNonNullElse(request.replicas(), 1),
                Objects.requireNonNullElse(limits.memoryBytes(), DEFAULT_MEMORY),
                Objects.requireNonNullElse(limits.processes(), DEFAULT_PROCESSES),
                Objects.requireNonNullElse(request.environment(), Map.of()),
                Objects.requireNonNullElse(request.secrets(), Map.of()),
                Objects.requireNonNullElse(request.access(), DEFAULT_ACCESS),
                Objects.requireNonNullElse(request.drain(), DEFAULT_DRAIN),
                request.sleepAfter(),
                request.mostCrashes());
    }

    private static RuntimeBinding binding(Runtime runtime) {
        return new RuntimeBinding(
                runtime.id(), runtime.name(), runtime.digest(), Objects.requireNonNull(runtime.lockSha256()));
    }

    @Override
    public Claim claim(Project project, RunSpec spec) {
        AppSpec app = (AppSpec) spec;
        return new Claim(
                new Claim.RuntimeUse(app.runtime().name(), app.runtime().digest(), "environment"),
                List.of(),
                null,
                Resources.processes(app.replicas(), app.memoryBytes()));
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        int replicas = ((AppSpec) spec).replicas();
        return Map.of(BudgetUnit.CPU_SECONDS, CPU_SECONDS_PER_REPLICA.multiply(BigDecimal.valueOf(replicas)));
    }

    /** Code, runtime and command are pinned by construction; it reads no data of the workbench. */
    @Override
    public boolean lineageComplete(RunSpec spec) {
        return true;
    }
}
