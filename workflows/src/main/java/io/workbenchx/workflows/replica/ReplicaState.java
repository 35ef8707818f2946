package io.workbenchx.workflows.replica;

import org.jspecify.annotations.Nullable;

/**
 * What a replica remembers from one process to the next.
 *
 * @param host where it runs; absent: to be chosen
 * @param starts processes started so far
 * @param failures processes in a row that did not live long
 * @param served whether any process was ever healthy: then it is tried again for ever
 */
public record ReplicaState(int ordinal, @Nullable String host, int starts, int failures, boolean served) {

    /**
     * @param keepTrying the run serves already: a process that does not come up is tried again for ever instead of being given up
     */
    static ReplicaState fresh(int ordinal, boolean keepTrying) {
        return new ReplicaState(ordinal, null, 0, 0, keepTrying);
    }

    int restarts() {
        return Math.max(0, starts - 1);
    }

    ReplicaState on(@Nullable String chosen) {
        return new ReplicaState(ordinal, chosen, starts, failures, served);
    }

    ReplicaState started() {
        return new ReplicaState(ordinal, host, starts + 1, failures, served);
    }

    ReplicaState healthy() {
        return new ReplicaState(ordinal, host, starts, failures, true);
    }

    ReplicaState failed(boolean livedLong) {
        return new ReplicaState(ordinal, host, starts, livedLong ? 1 : failures + 1, served);
    }
}
