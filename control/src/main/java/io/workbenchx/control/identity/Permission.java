package io.workbenchx.control.identity;

import org.jspecify.annotations.Nullable;

/**
 * What can be done, and from which role on: one table for every door. Project permissions need a membership of at least the role named;
 * global ones a global role. A global admin may do everything.
 */
public enum Permission {
    /** Any signed-in caller, for things that concern only the caller or hold no data. */
    SIGNED_IN(null),
    /** One's own keys and password: everybody who holds an unlimited credential; it cannot be handed on as a scope. */
    KEY_WRITE(null),
    PROJECT_READ(MemberRole.VIEWER),
    PROJECT_WRITE(MemberRole.ADMIN),
    /** To close a project and to open it again: the only change that an archived one allows. */
    PROJECT_ARCHIVE(MemberRole.ADMIN),
    CODE_WRITE(MemberRole.EDITOR),
    DATASET_READ(MemberRole.VIEWER),
    DATASET_WRITE(MemberRole.EDITOR),
    RUN_READ(MemberRole.VIEWER),
    RUN_WRITE(MemberRole.EDITOR),
    MODEL_READ(MemberRole.VIEWER),
    MODEL_WRITE(MemberRole.EDITOR),
    ENDPOINT_READ(MemberRole.VIEWER),
    ENDPOINT_WRITE(MemberRole.EDITOR),
    ENDPOINT_INVOKE(MemberRole.VIEWER),
    SITE_READ(MemberRole.VIEWER),
    /** To come to the door of a site; who gets in is decided there. */
    SITE_ENTER(MemberRole.VIEWER),
    /** To say who may enter, and to put visitors out. */
    SITE_WRITE(MemberRole.EDITOR),
    SCHEDULE_READ(MemberRole.VIEWER),
    SCHEDULE_WRITE(MemberRole.EDITOR),
    EVIDENCE_READ(MemberRole.VIEWER),
    /** Names and times only: nobody can read a value. */
    SECRET_READ(MemberRole.EDITOR),
    SECRET_WRITE(MemberRole.EDITOR),
    POLICY_READ(MemberRole.VIEWER),
    POLICY_WRITE(MemberRole.ADMIN),
    APPROVAL_READ(MemberRole.VIEWER),
    APPROVAL_DECIDE(MemberRole.EDITOR),
    PROJECT_CREATE(null),
    RUNTIME_APPROVE(null),
    USER_WRITE(null),
    /** New keys for everything that is encrypted from now on, and what the installation's own key protects. */
    KEY_ROTATE(null),
    /** What the store holds for everybody, and the collection of its garbage. */
    STORAGE_COLLECT(null),
    AUDIT_READ(null),
    AUDIT_VERIFY(null),
    COST_READ(null);

    private final @Nullable MemberRole member;

    Permission(@Nullable MemberRole member) {
        this.member = member;
    }

    /** Whether it is allowed in an archived project too. */
    public boolean outlivesArchiving() {
        return switch (this) {
            case PROJECT_READ,
                    PROJECT_ARCHIVE,
                    DATASET_READ,
                    RUN_READ,
                    MODEL_READ,
                    ENDPOINT_READ,
                    SITE_READ,
                    SCHEDULE_READ,
                    EVIDENCE_READ,
                    SECRET_READ,
                    POLICY_READ,
                    APPROVAL_READ -> true;
            default -> false;
        };
    }

    /** The weakest membership that suffices, or null for a global permission. */
    public @Nullable MemberRole member() {
        return member;
    }

    /** Whether a caller with this global role may do it, memberships aside. */
    public boolean allowedGlobally(Role role) {
        return switch (this) {
            case SIGNED_IN, KEY_WRITE -> true;
            case PROJECT_CREATE -> role != Role.VIEWER;
            // Of a service only what happened in projects it is a member of: row-level security sees to that.
            case AUDIT_READ -> role == Role.ADMIN || role == Role.SERVICE;
            default -> role == Role.ADMIN;
        };
    }

    /** Whether a run token may do it within its own project and run. */
    public boolean allowedToRun() {
        return switch (this) {
            case SIGNED_IN, RUN_READ, RUN_WRITE, MODEL_READ, MODEL_WRITE -> true;
            default -> false;
        };
    }
}
