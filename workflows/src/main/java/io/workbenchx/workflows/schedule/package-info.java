/**
 * Schedule-driven starts (OP-10).
 *
 * <ol>
 *   <li>A Temporal Schedule comes due and starts {@link io.workbenchx.workflows.schedule.ScheduledStartWorkflow}.
 *   <li>Its one step asks the control plane to start the run, in the name of the schedule's creator. The request id holds schedule and nominal
 *       time, so that a repeated step, or two engines, start it once.
 * </ol>
 *
 * <p>The run is a run like any other from there on: its own workflow, its own budget, its own page. This workflow does not wait for it, and is
 * not a run itself. A refusal (no budget, no permission) is on the schedule and fails this workflow; nothing is retried then. While the
 * engine or the database is away the step is tried again for an hour, and the next time of the schedule takes over after that.
 */
@org.jspecify.annotations.NullMarked
package io.workbenchx.workflows.schedule;
