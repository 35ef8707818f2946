package io.workbenchx.workflows.app;

import io.workbenchx.workflows.replica.ReplicaReport;
import java.util.List;

/**
 * Where a deployment of an app stands.
 *
 * @param release number of what it deploys; 0: not yet known
 * @param wanted replicas asked for at this moment: none while it sleeps
 * @param replicas latest report of each replica, by ordinal
 */
public record AppProgress(int release, Phase phase, int wanted, List<ReplicaReport> replicas) {

    /** What it does now. */
    public enum Phase {
        STARTING,
        SERVING,
        ASLEEP,
        WAKING,
        ENDING
    }
}
