/** Schedules (OP-10): runs started by the clock, on Temporal Schedules or, where the engine has none, by a ticker. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.schedule;
