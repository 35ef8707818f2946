package io.workbenchx.api.frontdoor;

import io.workbenchx.control.deployment.LatencyHistogram;
import io.workbenchx.control.site.SiteUsage;
import io.workbenchx.control.site.SiteUsage.Delta;
import io.workbenchx.control.site.SiteUsage.Presence;
import io.workbenchx.control.site.SiteUsage.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Counts what happens at sites, in memory; another thread writes what was counted since, and what is open. */
final class SiteMeter {

    private static final Logger LOG = LoggerFactory.getLogger(SiteMeter.class);
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final SiteUsage usage;
    private final UUID door = UUID.randomUUID();
    private final Map<Subject, Counts> counts = new ConcurrentHashMap<>();
    private final Map<UUID, Instant> requested = new ConcurrentHashMap<>();
    private List<Delta> unwritten = new ArrayList<>();

    SiteMeter(SiteUsage usage) {
        this.usage = usage;
    }

    /** What is counted for one run behind one site. */
    static final class Counts {
        private final AtomicInteger open = new AtomicInteger();
        private final LongAdder requests = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final LongAdder sockets = new LongAdder();
        private final LongAdder bytesIn = new LongAdder();
        private final LongAdder bytesOut = new LongAdder();
        private final AtomicLongArray latency = new AtomicLongArray(LatencyHistogram.BUCKETS);

        void began() {
            open.incrementAndGet();
        }

        void ended() {
            open.decrementAndGet();
        }

        /**
         * @param status answered; 5xx also for requests that were cut off
         */
        void request(int status, long nanos) {
            requests.increment();
            latency.incrementAndGet(LatencyHistogram.bucket(nanos));
            if (status >= SERVER_ERROR) {
                errors.increment();
            } else if (status >= CLIENT_ERROR) {
                refused.increment();
            }
        }

        void socket() {
            sockets.increment();
        }

        void bytes(long in, long out) {
            bytesIn.add(in);
            bytesOut.add(out);
        }

        private Delta take(Subject subject) {
            long[] taken = new long[latency.length()];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = latency.getAndSet(i, 0);
            }
            return new Delta(
                    subject,
                    requests.sumThenReset(),
                    errors.sumThenReset(),
                    refused.sumThenReset(),
                    sockets.sumThenReset(),
                    bytesIn.sumThenReset(),
                    bytesOut.sumThenReset(),
                    taken);
        }
    }

    Counts of(Subject subject) {
        return counts.computeIfAbsent(subject, unused -> new Counts());
    }

    /** A visitor wants something: the service is in use. */
    void wanted(UUID site) {
        requested.put(site, Instant.now());
    }

    /** Writes what was counted and what is open; called every two seconds, and once more at the end. What cannot be written waits. */
    synchronized void write() {
        List<Presence> open = new ArrayList<>();
        counts.forEach((subject, of) -> {
            Delta delta = of.take(subject);
            if (delta.requests() + delta.sockets() + delta.bytesIn() + delta.bytesOut() > 0) {
                unwritten.add(delta);
            }
            int now = of.open.get();
            if (now > 0) {
                open.add(new Presence(subject, now));
            }
        });
        Map<UUID, Instant> last = new HashMap<>(requested);
        try {
            if (!unwritten.isEmpty()) {
                usage.add(unwritten);
                unwritten = new ArrayList<>();
            }
            usage.present(door, open, last);
            last.forEach(requested::remove);
        } catch (DataAccessException away) {
            LOG.warn("Usage of sites waits to be written: {}", away.getMessage());
        }
    }
}
