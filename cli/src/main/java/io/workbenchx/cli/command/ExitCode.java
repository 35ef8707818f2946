package io.workbenchx.cli.command;

/** What the exit status of {@code wbx} means; part of its contract with scripts. */
public final class ExitCode {

    public static final int OK = 0;
    /** The operation was refused, or the run it waited for did not succeed. */
    public static final int FAILED = 1;
    /** The command line cannot be understood. */
    public static final int USAGE = 2;
    /** No workbench answers. */
    public static final int UNREACHABLE = 3;
    /** Not signed in, or not allowed. */
    public static final int DENIED = 4;

    private ExitCode() {}
}
