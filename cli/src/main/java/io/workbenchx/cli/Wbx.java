package io.workbenchx.cli;

/** {@code wbx}: the command line. */
public final class Wbx {

    private Wbx() {}

    public static void main(String[] args) {
        System.exit(0);
    }
}
