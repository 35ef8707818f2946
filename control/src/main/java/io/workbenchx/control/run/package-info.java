/** Runs: admission, events, ledger, dispatch. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.control.run;
