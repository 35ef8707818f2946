/** What was spent, by run, person, project, kind and day (GOV-15). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.cost;
