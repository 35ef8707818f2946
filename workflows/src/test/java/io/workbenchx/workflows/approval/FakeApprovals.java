package io.workbenchx.workflows.approval;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A control plane that has one approval, which a test decides on. */
public final class FakeApprovals implements ApprovalActivities {

    private final Supplier<Instant> clock;
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Instant expiresAt = Instant.MAX;
    private volatile ApprovalStanding decided;
    private volatile ApprovalStanding resumed = ApprovalStanding.approved();
    private volatile ApprovalRequest asked;

    public FakeApprovals(Supplier<Instant> clock) {
        this.clock = clock;
    }

    void expireAt(Instant end) {
        expiresAt = end;
    }

    void decide(ApprovalStanding decision) {
        decided = decision;
    }

    /** What the comparison with the approved digest will find. */
    void find(ApprovalStanding standing) {
        resumed = standing;
    }

    int looks() {
        return looks.get();
    }

    ApprovalRequest asked() {
        return asked;
    }

    @Override
    public void requestApproval(UUID run, ApprovalRequest request) {
        asked = request;
        expiresAt = clock.get().plus(request.expires());
    }

    @Override
    public ApprovalStanding awaitApproval(UUID run, String step) {
        looks.incrementAndGet();
        if (decided != null) {
            return decided;
        }
        return clock.get().isBefore(expiresAt)
                ? ApprovalStanding.pending(expiresAt)
                : ApprovalStanding.refused("Nobody approved it in time.");
    }

    @Override
    public ApprovalStanding resumeApproved(UUID run, String step) {
        return resumed;
    }
}
