/** Environment builds (OP-17): admission. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.environment;
