/**
 * Model deployment (OP-3), a service. 1. The endpoint is opened in the control plane. 2. Every file of the model version is read back and
 * its digest compared. 3. Each replica is a child workflow: it chooses a host, starts the server process there from the approved runtime,
 * waits until it answers its health check several times in a row, and then watches it; a process that ends is started again with
 * back-off. 4. When all replicas are healthy the route switches to this run, in one statement; the run that served before is told, drains
 * and ends SUCCEEDED. 5. The run goes on until it is stopped, replaced or cancelled; then the route closes, requests under way are given
 * time, the processes end, and what they left is removed.
 *
 * <p>A replica that never becomes healthy fails the run (UNHEALTHY, with the end of its log) and the old version stays routed. Steps on a
 * host run on that host's queue; a worker that dies is followed by one that adopts the process; a host that stays away is given up and the
 * replica placed anew. Replicas are abandoned children steered by signals, so that this workflow can continue as new; a replica whose run
 * has ended stops by itself.
 *
 * <p>Failures: INTEGRITY, RUNTIME_MISMATCH, UNHEALTHY, CONFLICT (a newer deployment serves already), BUDGET_EXHAUSTED, CANCELLED.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.deployment;
