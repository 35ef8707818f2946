package io.workbenchx.api.audit;

import io.workbenchx.api.security.Requires;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.control.evidence.AuditVerifier;
import io.workbenchx.control.evidence.ChainReport;
import io.workbenchx.control.evidence.ChainVerifier;
import io.workbenchx.control.evidence.Checkpoint;
import io.workbenchx.control.evidence.CheckpointVerifier;
import io.workbenchx.control.evidence.Checkpoints;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Proves that the logs are what was written: every chain, and every signed checkpoint. */
@RestController
@RequestMapping("/api/v1/audit")
class VerificationController {

    private static final int MAX_CHECKPOINTS = 1000;

    private final ChainVerifier runs;
    private final AuditVerifier outside;
    private final Checkpoints checkpoints;
    private final CheckpointVerifier checkpointVerifier;
    private final AuditLog audit;

    VerificationController(
            ChainVerifier runs,
            AuditVerifier outside,
            Checkpoints checkpoints,
            CheckpointVerifier checkpointVerifier,
            AuditLog audit) {
        this.runs = runs;
        this.outside = outside;
        this.checkpoints = checkpoints;
        this.checkpointVerifier = checkpointVerifier;
        this.audit = audit;
    }

    /**
     * @param runs whose chains were read
     * @param auditLogs chains of projects and of the installation that were read
     * @param events in all of them
     * @param checkpoints signed statements that were read
     * @param latestCheckpoint sha256 of the last one, to be compared with a copy kept elsewhere
     * @param firstBroken the first place at which a log is not what was written, absent when all are
     * @param brokenCheckpoint what is wrong with the first checkpoint that does not hold, absent when all do
     */
    record Verification(
            boolean ok,
            long runs,
            long auditLogs,
            long events,
            long checkpoints,
            @Nullable String latestCheckpoint,
            ChainReport.@Nullable Broken firstBroken,
            @Nullable String brokenCheckpoint) {}

    /**
     * @param statement the very text that was signed
     * @param signature Ed25519, base64
     */
    record CheckpointView(long seq, Instant at, String sha256, String statement, String keyId, String signature) {}

    /**
     * Verifies every chain and every checkpoint there is; that somebody did is on record.
     *
     * @param checkpoint sha256 of one that was kept elsewhere and must be there
     */
    @Requires(Permission.AUDIT_VERIFY)
    @PostMapping("/verify")
    Verification verify(Caller caller, @RequestParam(required = false) @Nullable String checkpoint) {
        ChainReport inRuns = runs.verifyAll();
        ChainReport others = outside.verifyAll();
        CheckpointVerifier.Report signed = checkpointVerifier.verifyAll(checkpoint);
        Verification verification = new Verification(
                inRuns.ok() && others.ok() && signed.ok(),
                inRuns.chains(),
                others.chains(),
                inRuns.events() + others.events(),
                signed.checkpoints(),
                signed.latest(),
                inRuns.ok() ? others.firstBroken() : inRuns.firstBroken(),
                signed.firstBroken());
        audit.record(
                caller,
                null,
                "audit.verified",
                "audit",
                Map.of("events", verification.events(), "ok", verification.ok()));
        return verification;
    }

    /** Signs now instead of with the next round of the worker. */
    @Requires(Permission.AUDIT_VERIFY)
    @PostMapping("/checkpoints")
    CheckpointView sign() {
        return checkpoints
                .sign()
                .or(() -> checkpoints.latest(1).stream().findFirst())
                .map(VerificationController::view)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is nothing to sign: no event was recorded yet."));
    }

    /** The last checkpoints, newest first. */
    @Requires(Permission.AUDIT_VERIFY)
    @GetMapping("/checkpoints")
    Map<String, List<CheckpointView>> checkpoints(@RequestParam(defaultValue = "20") int limit) {
        if (limit < 1 || limit > MAX_CHECKPOINTS) {
            throw new WorkbenchException(FailureCode.SPEC_INVALID, "limit is 1 to " + MAX_CHECKPOINTS + ".");
        }
        return Map.of(
                "items",
                checkpoints.latest(limit).stream()
                        .map(VerificationController::view)
                        .toList());
    }

    private static CheckpointView view(Checkpoint checkpoint) {
        return new CheckpointView(
                checkpoint.seq(),
                checkpoint.at(),
                checkpoint.sha256(),
                checkpoint.statement(),
                checkpoint.keyId(),
                checkpoint.signature());
    }
}
