package io.workbenchx.control.run;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which Temporal this is.
 *
 * @param address host:port; when absent, what {@code TEMPORAL_ADDRESS} and Temporal's configuration file say
 * @param namespace likewise
 * @param durable whether histories survive a restart of the engine; when not, the control plane restarts unfinished runs
 * @param archiveAfter how long after the end of a run its history is copied into the object store, so that live runs go first; at once when
 *     the engine is not durable or evidence is asked for
 * @param name for people: what was started, or the address
 * @param ui where the Temporal UI is, empty when there is none
 */
@ConfigurationProperties("workbenchx.engine")
public record EngineProperties(
        @Nullable String address,
        @Nullable String namespace,
        @DefaultValue("true") boolean durable,
        @DefaultValue("20s") Duration archiveAfter,
        @DefaultValue("") String name,
        @DefaultValue("") String ui) {}
