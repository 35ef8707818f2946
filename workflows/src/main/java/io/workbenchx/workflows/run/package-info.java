/** What every run shares: context, states, failures, and the wrapper that records exactly one outcome. */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.run;
