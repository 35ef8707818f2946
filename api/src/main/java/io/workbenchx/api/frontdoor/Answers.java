package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers of the database, remembered for as long as they say, and asked for on worker threads by a bounded number at once. */
final class Answers<Q, A> {

    private static final int MOST = 10_000;
    private static final int MOST_ASKING = 500;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final Map<Q, Answer<A>> remembered = new ConcurrentHashMap<>();
    private final AtomicInteger asking = new AtomicInteger();

    Answers(Vertx vertx, LongSupplier nanoTime) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
    }

    private record Answer<A>(A value, long until) {}

    /**
     * What somebody found out.
     *
     * @param good how long it may be remembered
     */
    record Found<A>(A value, Duration good) {}

    /** What is still remembered; null: ask. */
    @Nullable A known(Q question) {
        Answer<A> answer = remembered.get(question);
        return answer == null || answer.until() - nanoTime.getAsLong() < 0 ? null : answer.value();
    }

    /** Asks on a worker thread; fails when the database is away, or too many wait for it. */
    Future<A> ask(Q question, Supplier<Found<A>> judge) {
        if (asking.incrementAndGet() > MOST_ASKING) {
            asking.decrementAndGet();
            return Future.failedFuture("too many wait for an answer");
        }
        return vertx.executeBlocking(() -> decide(question, judge), false).onComplete(done -> asking.decrementAndGet());
    }

    /** Somebody who asked the same may have been answered while this one waited for its thread. */
    private A decide(Q question, Supplier<Found<A>> judge) {
        A known = known(question);
        if (known != null) {
            return known;
        }
        Found<A> found = judge.get();
        if (remembered.size() >= MOST) {
            remembered.clear();
        }
        remembered.put(
                question,
                new Answer<>(found.value(), nanoTime.getAsLong() + found.good().toNanos()));
        return found.value();
    }

    void forget(Predicate<Q> which) {
        remembered.keySet().removeIf(which);
    }
}
