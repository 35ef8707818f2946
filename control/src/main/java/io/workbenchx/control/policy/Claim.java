package io.workbenchx.control.policy;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks for, as far as a policy has a say in it; taken from its pinned spec, never from what somebody wrote.
 *
 * @param runtime null when it brings none
 * @param datasets names of those it is bound to
 * @param served null when it serves no model
 */
public record Claim(
        @Nullable RuntimeUse runtime,
        List<String> datasets,
        @Nullable Served served,
        Resources resources) {

    public Claim {
        datasets = List.copyOf(datasets);
    }

    /** Nothing but some of the machines. */
    public static Claim of(Resources resources) {
        return new Claim(null, List.of(), null, resources);
    }

    /**
     * @param kind wire name, such as {@code environment}
     */
    public record RuntimeUse(String name, String digest, String kind) {}

    /**
     * @param madeBy the run whose metrics and lineage speak for the version, when there is one
     */
    public record Served(
            String endpoint,
            String model,
            int version,
            boolean promoted,
            @Nullable UUID madeBy) {}
}
