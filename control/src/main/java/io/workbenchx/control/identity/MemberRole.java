package io.workbenchx.control.identity;

/** Membership of a project, weakest first. */
public enum MemberRole {
    VIEWER,
    EDITOR,
    ADMIN
}
