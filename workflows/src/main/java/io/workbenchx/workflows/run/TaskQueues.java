package io.workbenchx.workflows.run;

/** Task queues, by isolation and not by feature. */
public final class TaskQueues {

    /** Workflow tasks. */
    public static final String WORKFLOWS = "workflows";

    /** Activities that any worker can take. */
    public static final String ACTIVITIES = "activities";

    private TaskQueues() {}

    /** Activities that need one host: its processes, sockets and caches. */
    public static String runners(String host) {
        return "runners-" + host;
    }
}
