/** Schedule-driven starts (OP-10). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.schedule;
