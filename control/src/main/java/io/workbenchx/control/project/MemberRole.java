package io.workbenchx.control.project;

/** Membership of a project, weakest first. */
public enum MemberRole {
    VIEWER,
    EDITOR,
    ADMIN
}
