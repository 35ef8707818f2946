/** Training runs (OP-1): admission. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.training;
