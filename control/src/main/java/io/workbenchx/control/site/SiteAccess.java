package io.workbenchx.control.site;

/** Who may enter a site; the rule itself is {@code ops.may_visit}. */
public enum SiteAccess {
    /** Nobody but the owner, while a member of the project; administrators neither. */
    OWNER,
    /** Members of the project. */
    MEMBERS,
    /** Whoever has an account. */
    SIGNED_IN,
    /** Everybody, without signing in; nobody is told apart. */
    PUBLIC
}
