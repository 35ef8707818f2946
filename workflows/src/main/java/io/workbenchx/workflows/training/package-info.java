/** Training run (OP-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.training;
