package io.workbenchx.control.runtime;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.approval.ApprovalGate;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.policy.PolicyRules;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** The allow-list of runtimes. */
@Component
public class RuntimeService {

    private final RuntimeRepository runtimes;
    private final JdbcClient jdbc;
    private final ProjectService projects;
    private final PolicyRules rules;
    private final ApprovalGate gate;
    private final TransactionTemplate transaction;
    private final AuditLog audit;

    RuntimeService(
            RuntimeRepository runtimes,
            JdbcClient jdbc,
            ProjectService projects,
            PolicyRules rules,
            ApprovalGate gate,
            TransactionTemplate transaction,
            AuditLog audit) {
        this.runtimes = runtimes;
        this.jdbc = jdbc;
        this.projects = projects;
        this.rules = rules;
        this.gate = gate;
        this.transaction = transaction;
        this.audit = audit;
    }

    /** Enters a built environment as PENDING; the same digest again returns the entry that is there, whatever its state. */
    @Transactional
    public Runtime register(
            String name,
            String digest,
            String lockSha256,
            String interpreter,
            String platform,
            UUID runId,
            UUID userId) {
        jdbc.sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, lock_sha256, interpreter, platform, built_by_run, created_by)
                        values (?, ?, 'ENVIRONMENT', ?, 'PENDING', ?, ?, ?, ?, ?) on conflict (digest) do nothing
                        """)
                .params(
                        UuidCreator.getTimeOrderedEpoch(),
                        name,
                        digest,
                        lockSha256,
                        interpreter,
                        platform,
                        runId,
                        userId)
                .update();
        return runtimes.findByDigest(digest).orElseThrow();
    }

    /**
     * Enters a container image as PENDING; the same digest again returns the entry that is there, whatever its state.
     *
     * @throws WorkbenchException SPEC_INVALID when it is not named by its digest
     */
    @Transactional
    public Runtime registerImage(Caller caller, String name, String image) {
        if (!image.matches(WorkloadSpec.IMAGE)) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "\"" + image
                            + "\" does not name one content: an image is repository@sha256:… with 64 hexadecimal digits;"
                            + " a tag can be moved.");
        }
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "A runtime's name has up to 63 lower-case letters, digits, dots, dashes or underscores; \"" + name
                            + "\" is none.");
        }
        String digest = image.substring(image.indexOf('@') + 1);
        int entered = jdbc.sql("""
                        insert into ops.runtimes (id, name, kind, digest, state, interpreter, created_by)
                        values (?, ?, 'CONTAINER', ?, 'PENDING', ?, ?) on conflict (digest) do nothing
                        """)
                .params(UuidCreator.getTimeOrderedEpoch(), name, digest, image, caller.userId())
                .update();
        if (entered > 0) {
            audit.record(caller, null, "runtime.registered", "runtimes/" + name, Map.of("image", image));
        }
        return runtimes.findByDigest(digest).orElseThrow();
    }

    public List<Runtime> all() {
        return runtimes.findAllNewestFirst();
    }

    public Runtime require(UUID id) {
        return runtimes.findById(id)
                .orElseThrow(() -> new WorkbenchException(FailureCode.NOT_FOUND, "There is no runtime " + id + "."));
    }

    /**
     * The runtime a run named, by name or digest, if it may run.
     *
     * @throws WorkbenchException RUNTIME_UNKNOWN, or RUNTIME_NOT_APPROVED when it waits for approval or was revoked
     */
    public Runtime approved(String nameOrDigest) {
        if (nameOrDigest.contains(":") && !nameOrDigest.startsWith("sha256:")) {
            throw new WorkbenchException(
                    FailureCode.RUNTIME_NOT_APPROVED,
                    "\"" + nameOrDigest
                            + "\" is a tag, and a tag can be moved to other content: name an approved runtime or its digest (sha256:…).");
        }
        Runtime runtime = (nameOrDigest.startsWith("sha256:")
                        ? runtimes.findByDigest(nameOrDigest)
                        : runtimes.findBest(nameOrDigest))
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.RUNTIME_UNKNOWN,
                        "There is no runtime " + nameOrDigest
                                + ": build one with a run of kind environment, or see the list of runtimes."));
        if (runtime.state() != Runtime.State.APPROVED) {
            throw new WorkbenchException(
                    FailureCode.RUNTIME_NOT_APPROVED,
                    "The runtime " + nameOrDigest + " (" + runtime.digest() + ") is " + runtime.state()
                            + ": an admin must approve it before it runs.");
        }
        return runtime;
    }

    /**
     * Like {@link #approved}, for what cannot run in an image.
     *
     * @throws WorkbenchException RUNTIME_NOT_APPROVED when it is one
     */
    public Runtime approvedEnvironment(String nameOrDigest) {
        Runtime runtime = approved(nameOrDigest);
        if (runtime.kind() != Runtime.Kind.ENVIRONMENT) {
            throw new WorkbenchException(
                    FailureCode.RUNTIME_NOT_APPROVED,
                    "The runtime " + nameOrDigest
                            + " is a container image; this kind of run takes environments: build one"
                            + " with wbx runtime build.");
        }
        return runtime;
    }

    /**
     * Puts a runtime on the list, or takes it off. The policy of the project that built it may ask for more than one admin.
     *
     * @throws WorkbenchException NOT_FOUND; APPROVAL_REQUIRED until the approvers of a gate said yes; what the policy refuses
     */
    public Runtime decide(Caller caller, UUID id, Runtime.State decision) {
        Runtime runtime = require(id);
        UUID builtBy = runtime.builtByRun();
        if (decision == Runtime.State.APPROVED && runtime.state() != decision && builtBy != null) {
            Project project = projects.require(jdbc.sql("select project_id from ops.runs where id = ?")
                    .param(builtBy)
                    .query(UUID.class)
                    .single());
            gate.pass(
                    caller,
                    project.id(),
                    builtBy,
                    rules.runtimeApproval(project, runtime.name(), runtime.digest(), builtBy),
                    Map.of(
                            "runtime",
                            runtime.name(),
                            "digest",
                            runtime.digest(),
                            "lockSha256",
                            String.valueOf(runtime.lockSha256())));
        }
        transaction.executeWithoutResult(status -> {
            jdbc.sql("update ops.runtimes set state = ?, decided_by = ?, decided_at = now() where id = ?")
                    .params(decision.name(), caller.userId(), id)
                    .update();
            audit.record(
                    caller,
                    null,
                    "runtime." + decision.name().toLowerCase(Locale.ROOT),
                    "runtimes/" + runtime.name(),
                    Map.of("digest", runtime.digest(), "before", runtime.state()));
        });
        return require(id);
    }
}
