package io.workbenchx.workflows.deployment;

import io.workbenchx.workflows.replica.ReplicaReport;
import java.util.List;

/**
 * Where a deployment stands.
 *
 * @param wanted replicas asked for
 * @param replicas latest report of each replica, by ordinal
 * @param routed whether it has taken the endpoint's traffic
 */
public record DeploymentProgress(int wanted, List<ReplicaReport> replicas, boolean routed) {}
