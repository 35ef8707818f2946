package io.workbenchx.control.identity;

/** Global roles, weakest first except {@link #SERVICE}, which is an engineer without a browser. */
public enum Role {
    VIEWER,
    ENGINEER,
    ADMIN,
    SERVICE
}
