/** Approvals: what people are asked, and what they say. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.approval;
