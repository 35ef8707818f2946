package io.workbenchx.control.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who watches the clock. The table of schedules is the truth; a scheduler that missed a change catches up with it in {@link #round}.
 *
 * <p>Failures to reach the engine are WorkbenchExceptions UNAVAILABLE.
 */
public interface Scheduler {

    /** How long after its time a run is still started when nobody could at that time. */
    Duration CATCH_UP = Duration.ofHours(1);

    /** Makes the clock agree with the schedule: present or not, running or paused. Repeating it changes nothing. */
    void apply(Schedule schedule);

    /** The next times of an active schedule; none when it is paused. */
    List<Instant> next(Schedule schedule);

    /** What is to be done from time to time; called by the worker about once a second, and cheap when there is nothing to do. */
    void round();
}
