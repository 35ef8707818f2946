/** Policy as code, per project and versioned: runtimes, code, budgets, quotas, data and gates (GOV-5, GOV-11, NX-5). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.policy;
