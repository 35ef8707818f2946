/** Control plane: replica. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.replica;
