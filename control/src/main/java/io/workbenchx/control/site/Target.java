package io.workbenchx.control.site;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A process that answers for a site.
 *
 * @param runId run it belongs to
 * @param name unique within the run, such as the ordinal of a replica
 * @param attempt of the workload
 * @param socket unix socket on the host of the front door
 * @param uid user who must own the socket: a workload could put a link to another one in its place
 * @param weight share of new visitors; 0: none, as while it drains
 * @param headers what each request carries, such as the service's own token; stored encrypted
 */
public record Target(
        UUID runId, String name, int attempt, Path socket, long uid, int weight, Map<String, String> headers) {

    public Target {
        headers = Map.copyOf(headers);
    }

    /** Without the values of headers. */
    @Override
    public String toString() {
        return "Target[" + runId + "/" + name + ", attempt " + attempt + ", " + socket + ", uid " + uid + ", weight "
                + weight + ", headers " + new TreeSet<>(headers.keySet()) + "]";
    }
}
