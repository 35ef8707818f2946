/** How a session happens (OP-2): JupyterLab on a host, its files before and after. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.session;
