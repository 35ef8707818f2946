/** The whole workbench in one command: real data through governed runs to a live endpoint, with proof (CLI-1, OPS-1). */
@org.jspecify.annotations.NullMarked
package io.workbenchx.cli.demo;
