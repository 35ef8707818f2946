package io.workbenchx.providers.runner;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** Answers that stay good for a while: whoever watches asks ten times a second, which an interface elsewhere would not like. */
public final class Recent<V> {

    private record Answer<V>(V value, long at) {}

    private final long nanos;
    private final ConcurrentMap<String, Answer<V>> answers = new ConcurrentHashMap<>();

    public Recent(Duration good) {
        nanos = good.toNanos();
    }

    /** The last answer about it while it is good, else a new one. */
    public V get(String about, Supplier<V> ask) {
        Answer<V> known = answers.get(about);
        if (known != null && System.nanoTime() - known.at() < nanos) {
            return known.value();
        }
        V value = ask.get();
        answers.put(about, new Answer<>(value, System.nanoTime()));
        return value;
    }

    /** To be called when something was done to it. */
    public void forget(String about) {
        answers.remove(about);
    }
}
