package io.workbenchx.workflows.replica;

/**
 * Why a replica's process is gone.
 *
 * @param reason readable, with the end of the log
 */
public record ReplicaExit(String reason) {}
