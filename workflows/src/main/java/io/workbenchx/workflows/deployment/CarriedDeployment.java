package io.workbenchx.workflows.deployment;

import io.workbenchx.workflows.replica.ReplicaReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one execution of a deployment hands to the next when it continues as new. */
public record CarriedDeployment(
        int wanted,
        List<ReplicaReport> replicas,
        boolean stopRequested,
        @Nullable UUID replacedBy) {}
