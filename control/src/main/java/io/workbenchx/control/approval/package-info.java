/** Approvals: what people are asked, what they decide, and the one place where it counts (GOV-12). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.approval;
