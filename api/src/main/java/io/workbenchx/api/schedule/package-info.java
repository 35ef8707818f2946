/** Schedules (OP-10), over REST. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.api.schedule;
