package io.workbenchx.workflows.run;

/** Task queues, by isolation and not by feature. */
public final class TaskQueues {

    /**
     * Workflow tasks, and the activities that any worker can take. One queue for both: the worker that has just scheduled such an activity
     * may run it at once, without asking the server.
     */
    public static final String WORKBENCH = "workbench";

    private TaskQueues() {}

    /** Activities that need one host: its processes, sockets and caches. */
    public static String runners(String host) {
        return "runners-" + host;
    }
}
