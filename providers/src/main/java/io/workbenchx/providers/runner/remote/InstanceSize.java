package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kind of machine of App Platform; its slug tells what it has. */
record InstanceSize(String slug, int cpus, long memoryBytes) {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9-]+-([0-9]+)vcpu-([0-9]+(?:\\.5)?)gb[a-z0-9-]*");

    static InstanceSize of(String slug) {
        Matcher parts = SLUG.matcher(slug);
        if (!parts.matches()) {
            throw new IllegalArgumentException("workbenchx.runner.digitalocean.sizes: " + slug);
        }
        return new InstanceSize(
                slug, Integer.parseInt(parts.group(1)), (long) (Double.parseDouble(parts.group(2)) * (1L << 30)));
    }

    /** The first that has all that is asked for. */
    static InstanceSize fitting(List<String> slugs, WorkloadSpec spec) {
        WorkloadSpec.Limits limits = spec.limits();
        return slugs.stream()
                .map(InstanceSize::of)
                .filter(size -> size.cpus() >= limits.cpus() && size.memoryBytes() >= limits.memoryBytes())
                .findFirst()
                .orElseThrow(() ->
                        new UnsupportedWorkloadException("No instance of workbenchx.runner.digitalocean.sizes has "
                                + limits.cpus() + " processors and " + limits.memoryBytes()
                                + " bytes of memory for workload "
                                + spec.name() + " of run " + spec.runId() + ": ask for less, or add a larger size."));
    }
}
