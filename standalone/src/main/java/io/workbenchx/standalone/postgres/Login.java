package io.workbenchx.standalone.postgres;

/** A database role and its password; prints without it. */
public record Login(String role, String password) {

    @Override
    public String toString() {
        return role;
    }
}
