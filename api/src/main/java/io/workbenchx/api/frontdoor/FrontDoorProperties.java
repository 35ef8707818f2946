package io.workbenchx.api.frontdoor;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The front door's settings.
 *
 * @param port 0 = any free one
 * @param address interface to listen on
 * @param url as people and programs outside reach it; absent: loopback and the port
 * @param hosts names it answers to besides loopback, its address and the host of the URL; without ports
 * @param maxBody longest request body
 * @param responseTimeout how long a replica may say nothing
 * @param connectionsPerReplica requests that one replica works on at once
 * @param siteMaxBody longest request body to a site; absent: any
 * @param wakePatience how long a request waits for a service that is being started
 */
@ConfigurationProperties("workbenchx.front-door")
public record FrontDoorProperties(
        @DefaultValue("8081") int port,
        @DefaultValue("127.0.0.1") String address,
        @Nullable String url,
        @DefaultValue List<String> hosts,
        @DefaultValue("32MB") DataSize maxBody,
        @DefaultValue("5m") Duration responseTimeout,
        @DefaultValue("128") int connectionsPerReplica,
        @Nullable DataSize siteMaxBody,
        @DefaultValue("60s") Duration wakePatience) {

    long siteMaxBodyBytes() {
        return siteMaxBody == null ? Long.MAX_VALUE : siteMaxBody.toBytes();
    }
}
