/** How it happens: schedules. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.activities.schedule;
