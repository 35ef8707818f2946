package io.workbenchx.workflows.deployment;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has an endpoint's traffic, seen from one run.
 *
 * @param predecessors older runs that serve it and have to be told
 * @param successor newer run that has it, so that this one does not get it
 * @param served whether this run ever had it
 */
public record EndpointStanding(
        List<UUID> predecessors, @Nullable UUID successor, boolean served) {

    public EndpointStanding {
        predecessors = List.copyOf(predecessors);
    }
}
