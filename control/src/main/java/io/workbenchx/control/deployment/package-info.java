/** Endpoints: what serves them, where its replicas are, and how they are used (OP-3). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.deployment;
