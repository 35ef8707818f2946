/**
 * The front door: the one port through which traffic reaches what the workbench runs. Deny by default; a caller is known by API key and
 * membership before anything is dialled; requests go to unix sockets of replicas and nowhere else (OP-3, EX; SECURITY N1, N2, N10, N19).
 *
 * <p>Nothing on an event loop blocks: keys are looked up on worker threads and remembered for seconds, routes are a snapshot that a thread
 * renews, usage is counted in memory and written by another.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.frontdoor;
