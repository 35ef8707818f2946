package io.workbenchx.standalone;

import io.workbenchx.standalone.host.HomeLock;
import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.Secrets;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** api + worker in one JVM with embedded infrastructure, in one home directory. */
public final class StandaloneApplication {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneApplication.class);

    private final Options options;
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** What runs, the latest first: it is stopped in this order. */
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    private @Nullable InfraFile file;
    private @Nullable String failure;
    private volatile boolean stopping;

    private StandaloneApplication(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(arguments), System.getenv());
        } catch (HostException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        if (options.endLeftovers()) {
            System.exit(endLeftovers(options) ? 0 : 1);
        }
        StandaloneApplication application = new StandaloneApplication(options);
        Runtime.getRuntime().addShutdownHook(new Thread(application::stop, "stop"));
        if (!application.start()) {
            System.exit(1);
        }
        application.stopped.await();
    }

    private static boolean endLeftovers(Options options) {
        try {
            new Leftovers(options.home(), options.spring()).end();
            return true;
        } catch (IOException | RuntimeException failure) {
            LOG.error("{}", failure.getMessage());
            return false;
        }
    }

    /** Holds the monitor, so that a signal in the middle stops what has been started and nothing is started after it. */
    private synchronized boolean start() {
        try {
            options.home().prepare();
            running.push(HomeLock.take(options.home()));
        } catch (IOException | RuntimeException notOurs) {
            LOG.error("{}", notOurs.getMessage());
            return false;
        }
        try {
            InfraFile progress = new InfraFile(options);
            file = progress;
            startAll(progress);
            progress.state(InfraFile.State.READY, null);
            LOG.info("The workbench in {} is ready.", options.home().root());
            return true;
        } catch (IOException | RuntimeException reason) {
            LOG.error("The workbench could not start", reason);
            failure = explain(reason);
            return false;
        }
    }

    private void startAll(InfraFile progress) throws IOException {
        Ports ports = new Ports(progress::notice);
        Infrastructure infrastructure = new Infrastructure(options, progress, ports);
        running.push(infrastructure);
        Map<String, String> environment = infrastructure.start();
        if (options.infraOnly()) {
            Secrets.writePrivately(options.home().keys().resolve("infra.env"), Infrastructure.asShell(environment));
        } else if (!stopping) {
            Workbench workbench = new Workbench(options, progress, ports);
            running.push(workbench);
            workbench.start(environment);
        }
    }

    /** Our own messages say what to do; of everybody else's the innermost cause says the most. */
    private String explain(Throwable reason) {
        Throwable cause = reason;
        while (!(cause instanceof HostException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof FlywayValidateException) {
            return "The database of " + options.home().root()
                    + " was made by another build of the workbench: start it with that build, or begin anew with wbx reset (which deletes everything in it).";
        }
        return cause instanceof HostException && cause.getMessage() != null ? cause.getMessage() : cause.toString();
    }

    /** Workers are drained, then Spring, Temporal and PostgreSQL end, in this order; the lock goes last. */
    private void stop() {
        stopping = true;
        synchronized (this) {
            if (file != null) {
                file.state(InfraFile.State.STOPPING, null);
            }
            while (!running.isEmpty()) {
                if (running.size() == 1 && file != null) {
                    file.state(failure == null ? InfraFile.State.STOPPED : InfraFile.State.FAILED, failure);
                }
                close(running.pop());
            }
        }
        stopped.countDown();
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception failed) {
            // The others must be stopped all the same.
            LOG.error("{} did not stop as it should", resource.getClass().getSimpleName(), failed);
        }
    }
}
