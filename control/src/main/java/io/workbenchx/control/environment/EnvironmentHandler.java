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

    /** An environment build as people ask for it: with the text of the lock. */
    record Request(@Nullable String name, @Nullable String lock) {}

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
        if (requested.has("lockSha256")) {
            return repin(project, json.read(requested, EnvironmentSpec.class));
        }
        Request request = json.read(requested, Request.class);
        if (request.name() == null || request.lock() == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "An environment build needs a name and a lock: {\"name\": \"tabular\", \"lock\": \"<text of requirements.lock>\"}.");
        }
        check(request.lock());
        byte[] lock = request.lock().getBytes(StandardCharsets.UTF_8);
        return new EnvironmentSpec(
                request.name(), store.put(new ByteArrayInputStream(lock)).sha256());
    }

    private static void check(String lock) {
        try {
            LockFile.parse(lock);
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
                                and spec like '%"lockSha256":"' || :lock || '"%')
                        """)
                .param("lock", spec.lockSha256())
                .param("project", project.id())
                .query(Boolean.class)
                .single();
        if (!known) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "No environment of project " + project.name() + " was built from the lock " + spec.lockSha256()
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

    /** The lock is all there is, and the spec names it. */
    @Override
    public boolean lineageComplete(RunSpec spec) {
        return true;
    }
}
