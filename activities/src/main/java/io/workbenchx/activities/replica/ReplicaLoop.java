package io.workbenchx.activities.replica;

import io.temporal.client.ActivityCanceledException;
import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.control.replica.ReplicaRecords.State;
import io.workbenchx.control.run.RunRecorder.Standing;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.workflows.replica.ReplicaExit;
import io.workbenchx.workflows.replica.ReplicaTerms;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** The loop around one process of a replica: health, output, cost. A database that is away does not end the process. */
final class ReplicaLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
    private static final Duration PROBE_WITHIN = Duration.ofSeconds(2);
    private static final Duration CHARGE_EVERY = Duration.ofSeconds(3);
    private static final Duration COME_UP = Duration.ofMinutes(3);
    /** A run that was cancelled closes its route first; only a workflow that is gone leaves its replicas to themselves. */
    private static final Duration ORPHANED = Duration.ofMinutes(2);

    private static final int HEALTHY_AFTER = 3;
    private static final int UNHEALTHY_AFTER = 2;
    private static final int HOPELESS_AFTER = 15;

    private final ReplicaSession session;
    private final HealthProbe probe;
    private final Heartbeats heartbeats;
    private final ReplicaTerms terms;
    private final boolean comingUp;
    private final Every probing;
    private final Every charging = new Every(CHARGE_EVERY);
    private final long began = System.nanoTime();
    private int good;
    private int bad;
    private long cancelledSince = System.nanoTime();

    /**
     * @param comingUp ends as soon as the process is healthy
     */
    ReplicaLoop(
            ReplicaSession session, HealthProbe probe, Heartbeats heartbeats, ReplicaTerms terms, boolean comingUp) {
        this.session = session;
        this.probe = probe;
        this.heartbeats = heartbeats;
        this.terms = terms;
        this.comingUp = comingUp;
        this.probing = new Every(comingUp ? POLL : PROBE_EVERY);
    }

    /** Null: it came up. */
    @Nullable ReplicaExit go() {
        while (true) {
            WorkloadStatus status = session.status();
            if (!status.running()) {
                session.settle(status);
                return gone(session.exit(status));
            }
            if (probing.due() && cameUp()) {
                return null;
            }
            if (hopeless()) {
                session.stop();
                return gone(session.exit("The server did not answer its health check."));
            }
            try {
                heartbeats.check();
                keepBooks(status);
            } catch (ActivityCanceledException | WorkbenchException stop) {
                session.stop();
                gone(new ReplicaExit("The server was stopped."));
                throw stop;
            }
            pause();
        }
    }

    private ReplicaExit gone(ReplicaExit exit) {
        told(() -> session.mark(State.EXITED, exit.reason()));
        return exit;
    }

    /**
     * @throws WorkbenchException when the run must not go on
     */
    private void keepBooks(WorkloadStatus status) {
        if (charging.due()) {
            told(() -> session.pumpLog(false));
            told(() -> obey(session.charge(status)));
        }
    }

    private void obey(Standing standing) {
        boolean cancelled = standing.cancelRequested() || standing.state().terminal();
        long now = System.nanoTime();
        if (!cancelled) {
            cancelledSince = now;
        }
        if (!cancelled || now - cancelledSince > ORPHANED.plus(terms.drain()).toNanos()) {
            standing.check();
        }
    }

    /** Whether it has just come up, and that is on record. */
    private boolean cameUp() {
        Optional<Path> socket = session.socket();
        boolean ready = socket.isPresent() && probe.ready(socket.get(), terms.health(), PROBE_WITHIN);
        good = ready ? good + 1 : 0;
        bad = ready ? 0 : bad + 1;
        if (ready && good == HEALTHY_AFTER) {
            boolean onRecord = told(() -> session.healthy(socket.get()));
            good = onRecord ? good : 0;
            return onRecord && comingUp;
        }
        if (!comingUp && bad == UNHEALTHY_AFTER) {
            told(() -> session.mark(State.UNHEALTHY, "It does not answer its health check."));
        }
        return false;
    }

    private boolean told(Runnable record) {
        try {
            record.run();
            return true;
        } catch (DataAccessException away) {
            LOG.warn("News of {} is not on record: {}", session, away.getMessage());
            return false;
        }
    }

    private boolean hopeless() {
        return comingUp ? System.nanoTime() - began > COME_UP.toNanos() : bad >= HOPELESS_AFTER;
    }

    static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkbenchException(FailureCode.UNAVAILABLE, "The worker is shutting down.", e);
        }
    }

    /** Something done now and then. */
    private static final class Every {
        private final long nanos;
        private long last;

        Every(Duration period) {
            nanos = period.toNanos();
            last = System.nanoTime() - nanos;
        }

        boolean due() {
            long now = System.nanoTime();
            if (now - last < nanos) {
                return false;
            }
            last = now;
            return true;
        }
    }
}
