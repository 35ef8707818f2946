/**
 * App deployment (OP-4), a service: one release of an app, from its start until something newer has the traffic. 1. The app, its site and the
 * release (code, runtime, spec: numbered and immutable) are entered in the control plane. 2. Replicas start one after the other beside what
 * serves now, each as in {@link io.workbenchx.workflows.replica}. 3. When all are healthy the site is pointed to this run, at once; the run that
 * served before is told, drains (its requests under way have ended, or their grace has) and ends SUCCEEDED. Rolling back is the same with the
 * spec of an earlier release. 4. While it serves, the site follows what is healthy. After the agreed time without requests and connections the
 * site is pointed to nothing and the processes end; a request wakes them. 5. Stopped, replaced or cancelled: drained, stopped, cleaned up.
 *
 * <p>A release whose replicas do not come up fails (UNHEALTHY, with the end of the log), and the old one stays where it is; one that served
 * is started again with back-off, for ever or for as many crashes in a row as its spec allows.
 *
 * <p>Failures: CODE_NOT_FOUND, RUNTIME_MISMATCH, UNHEALTHY, CONFLICT (a newer deployment serves already), BUDGET_EXHAUSTED, CANCELLED.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.app;
