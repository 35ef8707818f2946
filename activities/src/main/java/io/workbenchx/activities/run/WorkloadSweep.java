package io.workbenchx.activities.run;

import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends what a run left on this host. Its workflow does so itself; this is for one that was ended from outside, or gave up on a host that
 * came back later.
 */
@Component
public class WorkloadSweep {

    private static final Logger LOG = LoggerFactory.getLogger(WorkloadSweep.class);
    /** The workflow of a run may still be about to clean up after its end. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Runner runner;
    private final RunRepository runs;

    WorkloadSweep(Runner runner, RunRepository runs) {
        this.runner = runner;
        this.runs = runs;
    }

    /** One look at all workloads of this host. */
    public void sweep() {
        Instant before = Instant.now().minus(PATIENCE);
        for (WorkloadHandle workload : runner.workloads()) {
            Instant ended = runs.findById(workload.runId()).map(Run::finishedAt).orElse(null);
            if (ended != null && ended.isBefore(before)) {
                runner.stop(workload, GRACE);
                runner.remove(workload);
                LOG.info("Removed workload {}, left by run {}", workload.name(), workload.runId());
            }
        }
        runner.sweep();
    }
}
