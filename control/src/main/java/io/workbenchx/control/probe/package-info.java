/** Probe runs. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.probe;
