/**
 * Session (OP-2): JupyterLab for one person. 1. The session's name is taken and a host chosen. 2. On the host datasets are bound
 * read-only, the workspace is filled (from code, or from what an earlier session saved) and the approved runtime verified. 3. JupyterLab
 * starts under the runner, and gets a site at the front door when it answers. 4. It is watched until somebody stops it, it is really idle,
 * its time is over, or it ends by itself; a new worker adopts it when the old one died. 5. Whatever happened: the process is ended, the
 * workspace is saved, file by file with digests, and only then removed from the host. Resuming is a new run that begins with what was saved.
 *
 * <p>Updates: stop, extend. Failures: CONFLICT, SPEC_INVALID, CODE_NOT_FOUND, INTEGRITY, RUNTIME_MISMATCH, SCRIPT_FAILED (JupyterLab ended),
 * UNHEALTHY (it never answered), OUT_OF_MEMORY, DISK_FULL, BUDGET_EXHAUSTED, WORKLOAD_LOST.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.session;
