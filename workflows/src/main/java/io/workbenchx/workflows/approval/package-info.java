/**
 * Waiting for a person (GOV-12). A step asks, the run is WAITING, and it goes on when enough people have said yes:
 *
 * <ol>
 *   <li>what is asked for, with its exact digest, stands in the control plane; for gates at the start of a run since its admission;
 *   <li>the workflow sleeps until it is woken by a signal or the time is over: minutes to weeks, through any number of restarts;
 *   <li>whatever woke it, the control plane alone says where the approvals stand, so that a signal decides nothing;
 *   <li>before the work goes on it is compared with what was approved: what has changed is refused.
 * </ol>
 *
 * While it waits it holds no place of its project and no worker. Cancelling the run ends the wait.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.approval;
