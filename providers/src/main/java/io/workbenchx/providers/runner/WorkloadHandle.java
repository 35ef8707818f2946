package io.workbenchx.providers.runner;

import java.util.UUID;

/**
 * A started workload, as data. Everything else about it is where it runs: in its directory, or with its container, job or sandbox.
 *
 * @param runner {@link Runner#name()} of the adapter
 * @param directory the workload's directory on its host, or what the runner calls it elsewhere
 */
public record WorkloadHandle(String runner, UUID runId, String name, int attempt, String directory) {}
