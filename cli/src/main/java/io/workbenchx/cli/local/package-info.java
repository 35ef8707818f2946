/** The workbench on this machine: starting, stopping, looking at and removing it. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.local;
