package io.workbenchx.api.frontdoor;

import io.workbenchx.control.deployment.Route;
import io.workbenchx.control.deployment.Route.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The routes as last read, and which replica is next. When the database is away the last routes stay good. */
final class RouteTable {

    private static final Logger LOG = LoggerFactory.getLogger(RouteTable.class);
    private static final Duration FRESH = Duration.ofMillis(100);
    private static final Duration AVOIDED = Duration.ofSeconds(1);

    private final Supplier<List<Route>> source;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private final Map<String, Long> avoided = new ConcurrentHashMap<>();
    private volatile Map<Key, Route> routes = Map.of();
    private volatile long refreshed = System.nanoTime() - FRESH.toNanos();

    private record Key(String project, String endpoint) {}

    RouteTable(Supplier<List<Route>> source) {
        this.source = source;
    }

    /** Reads the routes; not for event loops. */
    void refresh() {
        try {
            routes = source.get().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            route -> new Key(route.project(), route.endpoint()), route -> route));
            long now = System.nanoTime();
            refreshed = now;
            avoided.values().removeIf(until -> until - now < 0);
        } catch (DataAccessException away) {
            LOG.warn("Routes are not renewed: {}", away.getMessage());
        }
    }

    /** As {@link #refresh}, unless that was done just now: many requests may miss a replica at once. */
    synchronized void refreshSoon() {
        if (System.nanoTime() - refreshed > FRESH.toNanos()) {
            refresh();
        }
    }

    Optional<Route> find(EndpointPath path) {
        return Optional.ofNullable(routes.get(new Key(path.project(), path.endpoint())));
    }

    /** Its replicas, the one whose turn it is first; those that just refused a connection last. */
    List<Upstream> candidates(Route route) {
        List<Upstream> replicas = route.replicas();
        if (replicas.size() < 2) {
            return replicas;
        }
        int turn = turns.computeIfAbsent(route.project() + "/" + route.endpoint(), key -> new AtomicInteger())
                .getAndIncrement();
        List<Upstream> good = new ArrayList<>(replicas.size());
        List<Upstream> bad = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            Upstream replica = replicas.get(Math.floorMod(turn + i, replicas.size()));
            (avoid(replica) ? bad : good).add(replica);
        }
        good.addAll(bad);
        return good;
    }

    private boolean avoid(Upstream replica) {
        Long until = avoided.get(replica.socket());
        return until != null && until - System.nanoTime() > 0;
    }

    /** It refused a connection: others first, for a moment. */
    void refused(Upstream replica) {
        avoided.put(replica.socket(), System.nanoTime() + AVOIDED.toNanos());
    }
}
