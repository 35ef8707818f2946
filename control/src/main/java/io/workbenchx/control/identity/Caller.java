package io.workbenchx.control.identity;

import io.workbenchx.control.audit.Actor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param keyId API key used, null when signed in by password
 * @param projectId set on run tokens: the only project they see
 * @param runId set on run tokens: the only run they may write to
 */
public record Caller(
        UUID userId,
        String name,
        Role role,
        @Nullable UUID keyId,
        @Nullable UUID projectId,
        @Nullable UUID runId) implements Actor {

    /** The workbench itself acting for a user, as schedules and workers do. */
    public static Caller onBehalfOf(UserAccount user) {
        return new Caller(user.id(), user.name(), user.role(), null, null, null);
    }

    public boolean isRun() {
        return runId != null;
    }
}
