/** Commands about the audit log. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.audit;
