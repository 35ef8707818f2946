package io.workbenchx.providers.runner;

import java.util.UUID;

/**
 * A started workload, as data. Everything else about it is on its host, in its directory.
 *
 * @param runner {@link Runner#name()} of the adapter
 * @param directory the workload's directory on its host
 */
public record WorkloadHandle(String runner, UUID runId, String name, int attempt, String directory) {}
