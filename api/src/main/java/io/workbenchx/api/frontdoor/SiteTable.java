package io.workbenchx.api.frontdoor;

import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteDirectory.Listing;
import io.workbenchx.control.site.Target;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The sites as last read, and which target is whose. When the database is away the last ones stay good. */
final class SiteTable {

    private static final Logger LOG = LoggerFactory.getLogger(SiteTable.class);
    private static final long FRESH_NANOS = Duration.ofMillis(100).toNanos();
    private static final long AVOIDED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<List<Listing>> source;
    private final Map<Target, Long> avoided = new ConcurrentHashMap<>();
    private volatile Map<String, Listing> byLabel = Map.of();
    private volatile Map<UUID, Site> byId = Map.of();
    private volatile long refreshed = System.nanoTime() - FRESH_NANOS;

    SiteTable(Supplier<List<Listing>> source) {
        this.source = source;
    }

    /** Reads the sites; not for event loops. */
    synchronized void refresh() {
        try {
            List<Listing> read = source.get();
            byLabel = read.stream()
                    .collect(Collectors.toUnmodifiableMap(
                            listing -> listing.site().label(), Function.identity()));
            byId = read.stream()
                    .map(Listing::site)
                    .collect(Collectors.toUnmodifiableMap(Site::id, Function.identity()));
            long now = System.nanoTime();
            refreshed = now;
            avoided.values().removeIf(until -> until - now < 0);
        } catch (DataAccessException away) {
            LOG.warn("Sites are not renewed: {}", away.getMessage());
        }
    }

    /** As {@link #refresh}, unless that was done just now: many requests may miss a target at once. */
    synchronized void refreshSoon() {
        if (System.nanoTime() - refreshed > FRESH_NANOS) {
            refresh();
        }
    }

    @Nullable Listing find(String label) {
        return byLabel.get(label);
    }

    @Nullable Site site(UUID id) {
        return byId.get(id);
    }

    /**
     * Targets of a site, the visitor's own first: the same visitor finds the same one as long as it is there, shares follow the weights, and a
     * change of targets moves as few visitors as can be. Those that just refused a connection come last.
     *
     * @param visitor anything that stays the same for who must stay at one target
     */
    List<Target> candidates(Listing listing, int visitor) {
        List<Target> all = listing.targets();
        if (all.size() == 1 && avoided.isEmpty() && listing.serves()) {
            return all;
        }
        long now = System.nanoTime();
        return all.stream()
                .filter(target -> target.weight() > 0)
                .sorted(Comparator.<Target, Boolean>comparing(target -> avoid(target, now))
                        .thenComparing(Comparator.comparingDouble((Target target) -> score(target, visitor))
                                .reversed()))
                .toList();
    }

    /** Weighted rendezvous hashing. */
    private static double score(Target target, int visitor) {
        long mixed = (target.runId().getLeastSignificantBits()
                        ^ ((long) target.name().hashCode() << 32)
                        ^ visitor * 0x9E3779B97F4A7C15L)
                * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 31) * 0x94D049BB133111EBL;
        double unit = ((mixed >>> 11) + 0.5) / (1L << 53);
        return -target.weight() / Math.log(unit);
    }

    private boolean avoid(Target target, long now) {
        Long until = avoided.get(target);
        return until != null && until - now > 0;
    }

    /** It refused a connection: others first, for a moment. */
    void refused(Target target) {
        avoided.put(target, System.nanoTime() + AVOIDED_NANOS);
    }
}
