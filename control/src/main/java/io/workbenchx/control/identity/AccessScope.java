package io.workbenchx.control.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf this thread asks the database. Every transaction tells it to the database, whose row-level security then shows what that
 * caller may see and nothing else (GOV-3); a transaction outside any scope can read no project's data at all. Scopes nest: the innermost
 * counts for transactions that begin within it.
 *
 * @param user who asks; null for the workbench's own work
 * @param project the only project seen; null for all that the asker may see
 */
public record AccessScope(@Nullable UUID user, @Nullable UUID project) {

    private static final ThreadLocal<@Nullable AccessScope> CURRENT = new ThreadLocal<>();

    /** Ends what {@link #open} began, on the same thread. */
    public interface Opened extends AutoCloseable {
        @Override
        void close();
    }

    /** All projects that a caller may see; of a run token only the run's. */
    public static AccessScope of(Caller caller) {
        return new AccessScope(caller.userId(), caller.projectId());
    }

    /** One project, as far as the caller may see it. */
    public static AccessScope of(Caller caller, UUID project) {
        return new AccessScope(caller.userId(), project);
    }

    /** The workbench's own work on behalf of nobody in particular: sign-in, dispatching, archiving. */
    public static AccessScope workbench() {
        return new AccessScope(null, null);
    }

    /** The workbench's own work for one project, such as the activities of a run. */
    public static AccessScope workbench(UUID project) {
        return new AccessScope(null, project);
    }

    /** The scope of this thread, or null. */
    public static @Nullable AccessScope current() {
        return CURRENT.get();
    }

    /** The same work, done in this scope on whatever thread it runs. */
    public Runnable around(Runnable work) {
        return () -> {
            try (Opened asking = open()) {
                work.run();
            }
        };
    }

    /** Makes this the scope of the thread until closed. */
    public Opened open() {
        AccessScope before = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        };
    }
}
