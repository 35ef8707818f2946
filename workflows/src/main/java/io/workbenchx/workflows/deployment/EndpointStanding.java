package io.workbenchx.workflows.deployment;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has an endpoint's traffic, seen from one run.
 *
 * @param predecessor run that had it until now and has to be told
 * @param successor newer run that has it, so that this one does not get it
 * @param served whether this run ever had it
 */
public record EndpointStanding(
        @Nullable UUID predecessor, @Nullable UUID successor, boolean served) {}
