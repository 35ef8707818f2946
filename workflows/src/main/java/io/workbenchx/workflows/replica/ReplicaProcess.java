package io.workbenchx.workflows.replica;

/**
 * A started server process, as data; everything else about it is on its host.
 *
 * @param attempt of the workload of this name: a later one never shares anything with an earlier one
 */
public record ReplicaProcess(int ordinal, String host, int attempt) {

    /** Name of the workload within its run. */
    public String name() {
        return workloadName(ordinal);
    }

    public static String workloadName(int ordinal) {
        return "replica-" + ordinal;
    }
}
