package io.workbenchx.api.frontdoor;

import io.workbenchx.control.deployment.EndpointUsage.Delta;
import io.workbenchx.control.deployment.EndpointUsage.Period;
import io.workbenchx.control.deployment.LatencyHistogram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts requests in memory. Counting is a few additions; whoever writes takes what was counted since. */
final class UsageMeter {

    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    /** Beyond these, callers are counted together. */
    private static final int MOST_CALLERS = 1000;

    private final Map<Subject, Counts> counts = new ConcurrentHashMap<>();

    /** What is counted: one deployment behind one endpoint. */
    record Subject(UUID endpointId, UUID runId, UUID projectId) {}

    private static final class Counts {
        private final LongAdder requests = new LongAdder();
        private final LongAdder errors = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final AtomicLongArray latency = new AtomicLongArray(LatencyHistogram.BUCKETS);
        private final Map<String, LongAdder> callers = new ConcurrentHashMap<>();

        private long[] takeLatency() {
            long[] taken = new long[latency.length()];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = latency.getAndSet(i, 0);
            }
            return taken;
        }

        private Map<String, Long> takeCallers() {
            Map<String, Long> taken = new HashMap<>();
            callers.forEach((caller, count) -> {
                long number = count.sumThenReset();
                if (number > 0) {
                    taken.put(caller, number);
                } else {
                    callers.remove(caller, count);
                }
            });
            return taken;
        }
    }

    /**
     * What was counted since the last time.
     *
     * @param callers requests by user
     */
    record Taken(Delta delta, Map<String, Long> callers) {}

    /**
     * @param status answered; 5xx also for requests that were cut off
     */
    void count(Subject subject, String caller, int status, long nanos) {
        Counts of = counts.computeIfAbsent(subject, key -> new Counts());
        of.latency.incrementAndGet(LatencyHistogram.bucket(nanos));
        String name = of.callers.size() < MOST_CALLERS || of.callers.containsKey(caller) ? caller : "(others)";
        of.callers.computeIfAbsent(name, key -> new LongAdder()).increment();
        if (status >= SERVER_ERROR) {
            of.errors.increment();
        } else if (status >= CLIENT_ERROR) {
            of.refused.increment();
        }
        of.requests.increment();
    }

    /** Takes what was counted; subjects that nobody used are forgotten. */
    List<Taken> take() {
        List<Taken> taken = new ArrayList<>();
        counts.forEach((subject, of) -> {
            long requests = of.requests.sumThenReset();
            if (requests == 0) {
                return;
            }
            Delta delta = new Delta(
                    subject.endpointId(),
                    subject.runId(),
                    subject.projectId(),
                    requests,
                    of.errors.sumThenReset(),
                    of.refused.sumThenReset(),
                    of.takeLatency());
            taken.add(new Taken(delta, of.takeCallers()));
        });
        return taken;
    }

    /** Adds up what goes on record together. */
    static Period merge(Period before, Period after) {
        Map<String, Long> callers = new HashMap<>(before.callers());
        after.callers().forEach((caller, number) -> callers.merge(caller, number, Long::sum));
        return new Period(
                before.runId(),
                before.from(),
                after.to(),
                before.requests() + after.requests(),
                before.errors() + after.errors(),
                before.refused() + after.refused(),
                sum(before.latency(), after.latency()),
                callers);
    }

    /** Adds up figures that could not be written yet. */
    static Delta merge(Delta before, Delta after) {
        return new Delta(
                before.endpointId(),
                before.runId(),
                before.projectId(),
                before.requests() + after.requests(),
                before.errors() + after.errors(),
                before.refused() + after.refused(),
                sum(before.latency(), after.latency()));
    }

    private static long[] sum(long[] before, long[] after) {
        long[] sum = before.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += after[i];
        }
        return sum;
    }

    static Period period(Taken taken, Instant from, Instant to) {
        Delta delta = taken.delta();
        return new Period(
                delta.runId(),
                from,
                to,
                delta.requests(),
                delta.errors(),
                delta.refused(),
                delta.latency(),
                taken.callers());
    }
}
