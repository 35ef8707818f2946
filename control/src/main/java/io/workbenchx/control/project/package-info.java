/** Projects, members, budgets (GOV-1, GOV-2, GOV-11). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.project;
