package io.workbenchx.standalone;

import io.workbenchx.standalone.SiteVisitor.Answer;
import io.workbenchx.standalone.host.TestHome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Visitors who come again and again until told to stop, and remember every answer that was no page. */
final class Visits implements AutoCloseable {

    private static final int VISITORS = 4;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong count = new AtomicLong();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile String latest = "";

    Visits(SiteVisitor visitor, String label, String path) {
        for (int n = 0; n < VISITORS; n++) {
            Thread thread = new Thread(() -> visit(visitor, label, path), "visitor-" + n);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
    }

    private void visit(SiteVisitor visitor, String label, String path) {
        while (!stopped.get()) {
            try {
                Answer answer = visitor.get(label, path);
                if (answer.status() != 200) {
                    failures.add(answer.toString());
                }
                latest = answer.body();
            } catch (AssertionError cut) {
                failures.add(String.valueOf(cut.getCause()));
            }
            count.incrementAndGet();
        }
    }

    /** Waits until visitors are told this. */
    void hears(String text) {
        TestHome.eventually("visitors hear " + text, () -> latest.contains(text));
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    long count() {
        return count.get();
    }

    @Override
    public void close() throws InterruptedException {
        stopped.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
