package io.workbenchx.control.session;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SessionSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What sessions may be.
 *
 * @param profiles sizes by name; small, medium and large when there are none
 * @param defaultProfile of sessions that name none
 * @param idleTimeout of sessions that name none
 * @param expiry of sessions that name none
 */
@ConfigurationProperties("workbenchx.sessions")
public record SessionProperties(
        @Nullable Map<String, Size> profiles,
        @DefaultValue("small") String defaultProfile,
        @DefaultValue("1h") Duration idleTimeout,
        @DefaultValue("8h") Duration expiry) {

    private static final Map<String, Size> USUAL = Map.of(
            "small", new Size(BigDecimal.ONE, DataSize.ofGigabytes(2), 0, 512, DataSize.ofGigabytes(5)),
            "medium", new Size(BigDecimal.valueOf(2), DataSize.ofGigabytes(8), 0, 1024, DataSize.ofGigabytes(10)),
            "large", new Size(BigDecimal.valueOf(4), DataSize.ofGigabytes(16), 0, 2048, DataSize.ofGigabytes(20)));

    /**
     * @param cpus processors, may be a fraction
     * @param processes processes and threads at once
     * @param disk of the workspace
     */
    public record Size(
            BigDecimal cpus,
            DataSize memory,
            @DefaultValue("0") int gpus,
            @DefaultValue("512") int processes,
            @DefaultValue("5GB") DataSize disk) {}

    public SessionProperties {
        profiles = new TreeMap<>(profiles == null || profiles.isEmpty() ? USUAL : profiles);
        if (!profiles.containsKey(defaultProfile)) {
            throw new IllegalArgumentException(
                    "workbenchx.sessions.default-profile: there is no profile " + defaultProfile);
        }
    }

    /**
     * The profile of this name, or the default one.
     *
     * @throws WorkbenchException SPEC_INVALID
     */
    SessionSpec.Profile profile(@Nullable String asked) {
        String name = asked == null ? defaultProfile : asked;
        Map<String, Size> all = all();
        Size size = all.get(name);
        if (size == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "There is no session profile \"" + name + "\": use one of " + String.join(", ", all.keySet())
                            + ".");
        }
        return new SessionSpec.Profile(
                name,
                size.cpus(),
                size.memory().toBytes(),
                size.gpus(),
                size.processes(),
                size.disk().toBytes());
    }

    /** By name. */
    public Map<String, Size> all() {
        return profiles == null ? Map.of() : profiles;
    }
}
