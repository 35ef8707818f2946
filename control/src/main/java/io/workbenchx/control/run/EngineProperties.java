package io.workbenchx.control.run;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which Temporal this is.
 *
 * @param durable whether histories survive a restart of the engine; when not, the control plane restarts unfinished runs
 * @param name for people: the address, or what was started
 * @param ui where the Temporal UI is, empty when there is none
 */
@ConfigurationProperties("workbenchx.engine")
public record EngineProperties(
        @DefaultValue("true") boolean durable,
        @DefaultValue("") String name,
        @DefaultValue("") String ui) {}
