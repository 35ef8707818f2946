/**
 * Environment build (OP-17): a lock becomes a runtime that an admin can approve. 0. Requirements without a lock get one, which is kept as an
 * artifact of the run. 1. On any worker the lock is installed into an environment
 * of its own; the lines of the tools are the run's output. 2. What was built is entered into the list of runtimes by its digest, PENDING
 * until an admin decides; a digest that is listed already keeps its entry and its state.
 *
 * <p>Both steps can be repeated: the same lock, interpreter and platform are the same environment. Cancel ends the tools and leaves nothing
 * behind. Failures: SPEC_INVALID for a lock that does not name every file by its hash (at admission), ENVIRONMENT_BUILD_FAILED with the
 * tools' own words, INTEGRITY for a lock that was altered in the store.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.environment;
