package io.workbenchx.workflows.replica;

/**
 * How a process is asked whether it is ready: a GET over its socket.
 *
 * @param anyAnswer whatever it says below 500 will do; else it must be 200 to 399
 */
public record HealthCheck(String path, boolean anyAnswer) {

    /** What servers of models answer. */
    public static final HealthCheck OPEN_INFERENCE = new HealthCheck("/v2/health/ready", false);

    /** Whether an answer with this status says that it is ready. */
    public boolean good(int status) {
        return status >= 200 && status < (anyAnswer ? 500 : 400);
    }
}
