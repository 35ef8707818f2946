/** Benchmarks: ours and the peer alternating in one run, printed as a table. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.bench;
