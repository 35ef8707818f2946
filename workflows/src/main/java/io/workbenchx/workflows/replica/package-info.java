/**
 * What every service with replicas has in common. A replica is one process on one host, kept by a workflow of its own: placed, started, watched,
 * started again with back-off, given up when that is hopeless. {@link io.workbenchx.workflows.replica.ReplicaLife} is that life,
 * {@link io.workbenchx.workflows.replica.ReplicaSet} the other side: the replicas as the workflow of the run sees and steers them. What is
 * started, and who gets the traffic, is the business of each kind.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.replica;
