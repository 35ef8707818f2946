/** Model deployment (OP-3). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.deployment;
