/** A run that does nothing, end to end. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.probe;
