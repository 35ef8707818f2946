/** A run logged by an MLflow client outside the workbench (OP-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.tracking;
