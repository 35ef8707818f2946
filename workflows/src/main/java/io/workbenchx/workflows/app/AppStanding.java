package io.workbenchx.workflows.app;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has an app's traffic, seen from one run.
 *
 * @param release number of what this run deploys
 * @param predecessors older runs that serve it and have to be told
 * @param successor newer run that has it, so that this one does not get it
 * @param served whether this run ever had it
 */
public record AppStanding(
        int release, List<UUID> predecessors, @Nullable UUID successor, boolean served) {

    public AppStanding {
        predecessors = List.copyOf(predecessors);
    }
}
