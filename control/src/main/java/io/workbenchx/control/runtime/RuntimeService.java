package io.workbenchx.control.runtime;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The allow-list of runtimes. */
@Component
public class RuntimeService {

    private final RuntimeRepository runtimes;
    private final JdbcClient jdbc;
    private final AuditLog audit;

    RuntimeService(RuntimeRepository runtimes, JdbcClient jdbc, AuditLog audit) {
        this.runtimes = runtimes;
        this.jdbc = jdbc;
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

    @Transactional
    public Runtime decide(Caller caller, UUID id, Runtime.State decision) {
        Runtime before = require(id);
        jdbc.sql("update ops.runtimes set state = ?, decided_by = ?, decided_at = now() where id = ?")
                .params(decision.name(), caller.userId(), id)
                .update();
        audit.record(
                caller,
                null,
                "runtime." + decision.name().toLowerCase(Locale.ROOT),
                "runtimes/" + before.name(),
                Map.of("digest", before.digest(), "before", before.state()));
        return require(id);
    }
}
