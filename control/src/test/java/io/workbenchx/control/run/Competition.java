package io.workbenchx.control.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The same thing done many times at once. */
final class Competition {

    private Competition() {}

    /** One turn of one competitor. */
    interface Turn<T> {
        T take(int number) throws Exception;
    }

    /** Starts all turns together, on a thread each, and returns what they returned. The first failure is thrown. */
    static <T> List<T> of(int competitors, Turn<T> turn) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(competitors);
        try {
            CyclicBarrier start = new CyclicBarrier(competitors);
            List<Callable<T>> turns = new ArrayList<>();
            for (int i = 0; i < competitors; i++) {
                int number = i;
                turns.add(() -> {
                    start.await();
                    return turn.take(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(turns, 5, TimeUnit.MINUTES)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
