package io.workbenchx.control.environment;

import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.Claim;
import io.workbenchx.control.policy.Resources;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.RunKindHandler;
import io.workbenchx.providers.environment.EnvironmentException;
import io.workbenchx.providers.environment.LockFile;
import io.workbenchx.providers.environment.RequirementsFile;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.workflows.environment.EnvironmentSpec;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunSpec;
import io.workbenchx.workflows.run.WorkbenchException;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Admits environment builds: the lock is checked, goes to the object store, and its digest into the spec. */
@Component
class EnvironmentHandler implements RunKindHandler {

    private static final BigDecimal DEFAULT_CPU_SECONDS = new BigDecimal("600");

    private final CanonicalJson json;
    private final ObjectStore store;
    private final JdbcClient jdbc;

    EnvironmentHandler(CanonicalJson json, ObjectStore store, JdbcClient jdbc) {
        this.json = json;
        this.store = store;
        this.jdbc = jdbc;
    }

    /** An environment build as people ask for it: with the text of the lock, or of requirements that are to be locked. */
    record Request(
            @Nullable String name,
            @Nullable String lock,
            @Nullable String requirements) {}

    @Override
    public RunKind kind() {
        return RunKind.ENVIRONMENT;
    }

    @Override
    public Class<EnvironmentSpec> specType() {
        return EnvironmentSpec.class;
    }

    @Override
    public RunSpec pin(Project project, Caller caller, JsonNode requested) {
        if (requested.has("lockSha256") || requested.has("requirementsSha256")) {
            return repin(project, json.read(requested, EnvironmentSpec.class));
        }
        Request request = json.read(requested, Request.class);
        String lock = request.lock();
        String requirements = request.requirements();
        if (request.name() == null || (lock == null) == (requirements == null)) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "An environment build needs a name and either a lock or requirements:"
                            + " {\"name\": \"tabular\", \"lock\": \"<text of requirements.lock>\"}.");
        }
        return lock != null
                ? EnvironmentSpec.ofLock(request.name(), kept(lock, LockFile::parse))
                : EnvironmentSpec.ofRequirements(
                        request.name(), kept(String.valueOf(requirements), RequirementsFile::parse));
    }

    /** Digest of a text that is what it should be. */
    private String kept(String text, Consumer<String> parser) {
        try {
            parser.accept(text);
            return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .sha256();
        } catch (EnvironmentException refused) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, String.valueOf(refused.getMessage()), refused);
        }
    }

    /**
     * A digest names any object of the store, also those of other projects, and a failing build quotes the lock: only locks that this
     * project gave, or that made a runtime everybody sees, may be named.
     */
    private EnvironmentSpec repin(Project project, EnvironmentSpec spec) {
        boolean known = jdbc.sql("""
                        select exists (select 1 from ops.runtimes where lock_sha256 = :lock)
                            or exists (select 1 from ops.runs where project_id = :project and kind = 'environment'
                                and (spec like '%"lockSha256":"' || :lock || '"%' or spec like '%"requirementsSha256":"' || :lock || '"%'))
                        """)
                .param("lock", spec.digest())
                .param("project", project.id())
                .query(Boolean.class)
                .single();
        if (!known) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "No environment of project " + project.name() + " was built from " + spec.digest()
                            + ": give the text of the lock.");
        }
        return spec;
    }

    /** A build is a process of a worker, not a workload with limits of its own. */
    @Override
    public Claim claim(Project project, RunSpec spec) {
        return Claim.of(Resources.processes(1, 0));
    }

    @Override
    public Map<BudgetUnit, BigDecimal> defaultBudget(RunSpec spec) {
        return Map.of(BudgetUnit.CPU_SECONDS, DEFAULT_CPU_SECONDS);
    }

    /** The lock is all there is; what requirements become depends on the day. */
    @Override
    public boolean lineageComplete(RunSpec spec) {
        return ((EnvironmentSpec) spec).lockSha256() != null;
    }
}
