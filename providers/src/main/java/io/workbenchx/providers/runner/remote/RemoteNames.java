package io.workbenchx.providers.runner.remote;

import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a workload is called elsewhere: the name tells everything, so that whoever has the account's token finds it. Names are unique there,
 * which makes a start that is repeated find the first one.
 */
final class RemoteNames {

    /** Short enough for DigitalOcean, which allows 32: the run's random digits, the name's beginning, the attempt. */
    private static final Pattern NAME = Pattern.compile("wbx-([0-9a-f]{12})-(.+)-([0-9]+)");

    private RemoteNames() {}

    static String of(UUID runId, String name, int attempt) {
        return "wbx-" + runId.toString().substring(24) + "-" + name + "-" + attempt;
    }

    static String of(WorkloadSpec spec) {
        return of(spec.runId(), spec.name(), spec.attempt());
    }

    static String of(WorkloadHandle handle) {
        return of(handle.runId(), handle.name(), handle.attempt());
    }

    /**
     * The handle of something found; empty when it is not ours.
     *
     * @param run full id, kept with it
     */
    static Optional<WorkloadHandle> handle(String runner, String called, String run) {
        Matcher name = NAME.matcher(called);
        return name.matches() && run.endsWith(name.group(1))
                ? Optional.of(new WorkloadHandle(
                        runner, UUID.fromString(run), name.group(2), Integer.parseInt(name.group(3)), called))
                : Optional.empty();
    }
}
