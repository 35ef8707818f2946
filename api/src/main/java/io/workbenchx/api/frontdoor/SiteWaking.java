package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteDirectory.Listing;
import io.workbenchx.control.site.SiteWaker;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Holds requests for services that are being woken, and has them woken. */
final class SiteWaking {

    private static final Logger LOG = LoggerFactory.getLogger(SiteWaking.class);
    private static final int MOST_HELD = 1000;

    private final SiteTable table;
    private final List<SiteWaker> wakers;
    private final Duration patience;
    private final Queue<Held> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();

    SiteWaking(SiteTable table, List<SiteWaker> wakers, Duration patience) {
        this.table = table;
        this.wakers = wakers;
        this.patience = patience;
    }

    private record Held(Site site, Promise<Listing> target, long until) {}

    /** Whether to wait makes sense. */
    boolean wakes(Site site) {
        return site.wakes() && wakers.stream().anyMatch(waker -> waker.wakes(site)) && held.get() < MOST_HELD;
    }

    /** Completes when the site has a target; fails when that takes too long. */
    Future<Listing> hold(Site site) {
        Promise<Listing> target = Promise.promise();
        held.incrementAndGet();
        waiting.add(new Held(site, target, System.nanoTime() + patience.toNanos()));
        return target.future().onComplete(done -> held.decrementAndGet());
    }

    /** Lets go what need not wait any longer. Called after each look at the sites. */
    void look() {
        long now = System.nanoTime();
        waiting.removeIf(one -> {
            Listing listing = table.find(one.site().label());
            if (listing != null && listing.serves()) {
                return one.target().tryComplete(listing);
            }
            return (listing == null || one.until() - now < 0) && one.target().tryFail("no target in time");
        });
    }

    /** Has every service woken that somebody waits for. Called about once a second. */
    void wake() {
        waiting.stream().map(Held::site).collect(Collectors.toSet()).forEach(this::wake);
    }

    private void wake(Site site) {
        try (AccessScope.Opened asking = AccessScope.workbench(site.projectId()).open()) {
            wakers.stream().filter(waker -> waker.wakes(site)).findFirst().ifPresent(waker -> waker.wake(site));
        } catch (DataAccessException | WorkbenchException failed) {
            LOG.warn("The service of {} is not woken: {}", site.label(), failed.getMessage());
        }
    }
}
