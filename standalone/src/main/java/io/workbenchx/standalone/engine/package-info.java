/** Which Temporal the workbench runs on, and the one it brings itself. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.standalone.engine;
