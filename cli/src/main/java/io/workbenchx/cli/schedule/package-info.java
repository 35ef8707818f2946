/** Runs started by the clock. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.schedule;
