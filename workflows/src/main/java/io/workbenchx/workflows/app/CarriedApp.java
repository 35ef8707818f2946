package io.workbenchx.workflows.app;

import io.workbenchx.workflows.replica.ReplicaReport;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one execution of an app's deployment hands to the next when it continues as new; it serves then. */
public record CarriedApp(
        int release,
        List<ReplicaReport> replicas,
        boolean stopRequested,
        @Nullable UUID replacedBy,
        long awakeSince) {}
