/** Environment build (OP-17). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.environment;
