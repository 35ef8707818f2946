/** Runtimes: what a run may execute in. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.runtime;
