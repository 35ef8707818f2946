package io.workbenchx.control.identity;

import io.workbenchx.control.audit.Actor;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param keyId API key used, null when signed in otherwise
 * @param projectId set on run tokens and on keys made for one project: the only project they see
 * @param runId set on run tokens: the only run they may write to
 * @param scopes what the key is limited to; null: everything the user may
 * @param signInId sign-in at the embedded issuer that the token belongs to
 */
public record Caller(
        UUID userId,
        String name,
        Role role,
        @Nullable UUID keyId,
        @Nullable UUID projectId,
        @Nullable UUID runId,
        @Nullable Set<Permission> scopes,
        @Nullable UUID signInId)
        implements Actor {

    public Caller {
        scopes = scopes == null ? null : Set.copyOf(scopes);
    }

    /** A caller who may do whatever the role and the kind of key allow. */
    public Caller(
            UUID userId, String name, Role role, @Nullable UUID keyId, @Nullable UUID projectId, @Nullable UUID runId) {
        this(userId, name, role, keyId, projectId, runId, null, null);
    }

    /** The workbench itself acting for a user, as schedules and workers do. */
    public static Caller onBehalfOf(UserAccount user) {
        return new Caller(user.id(), user.name(), user.role(), null, null, null);
    }

    public boolean isRun() {
        return runId != null;
    }

    /** Whether the credential is good for less than its owner: such a one must not make others. */
    public boolean isLimited() {
        return projectId != null || scopes != null;
    }

    /** Whether the key used is good for this; says nothing about the role. */
    public boolean inScope(Permission permission) {
        return scopes == null || permission == Permission.SIGNED_IN || scopes.contains(permission);
    }

    /** Whether the caller may do what concerns no project, or every one. */
    public boolean mayGlobally(Permission permission) {
        if (!permission.allowedGlobally(role) || !inScope(permission)) {
            return false;
        }
        if (isRun()) {
            return permission.allowedToRun();
        }
        return projectId == null || permission == Permission.SIGNED_IN;
    }
}
