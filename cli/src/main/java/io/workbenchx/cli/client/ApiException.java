package io.workbenchx.cli.client;

/** The workbench refused, and said why. */
public final class ApiException extends CommandException {

    private final transient Problem problem;

    public ApiException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
