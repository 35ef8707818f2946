package io.workbenchx.workflows.run;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How runs ended: the first outcome of each stays, as in the control plane. */
public final class RecordedOutcomes implements RunActivities {

    private final Map<UUID, RunOutcome> outcomes = new ConcurrentHashMap<>();
    private final AtomicInteger reports = new AtomicInteger();

    @Override
    public void finishRun(RunContext run, RunOutcome outcome) {
        reports.incrementAndGet();
        outcomes.putIfAbsent(run.runId(), outcome);
    }

    public RunOutcome of(RunContext run) {
        RunOutcome outcome = outcomes.get(run.runId());
        if (outcome == null) {
            throw new AssertionError("The run " + run.runId() + " has no outcome");
        }
        return outcome;
    }

    /** How often an outcome was reported. */
    public int reports() {
        return reports.get();
    }
}
