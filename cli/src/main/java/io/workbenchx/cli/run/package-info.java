/** Runs: start, follow, read, compare, cancel, reproduce. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.run;
