/**
 * Training run (OP-1). 1. A host is chosen. 2. On it the commit is checked out, every dataset version bound read-only after its digest was
 * compared, and the approved environment made available and verified. 3. The script runs under the runner; its output, usage and
 * heartbeats flow while it does; a new worker adopts it when the old one died. 4. What it left on the host is removed, whatever happened.
 *
 * <p>Cancel reaches the process through the heartbeat: SIGTERM, grace, SIGKILL. Failures: SPEC_INVALID, CODE_NOT_FOUND, INTEGRITY,
 * RUNTIME_MISMATCH, SCRIPT_FAILED, TIMED_OUT, OUT_OF_MEMORY, BUDGET_EXHAUSTED, WORKLOAD_LOST.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.training;
