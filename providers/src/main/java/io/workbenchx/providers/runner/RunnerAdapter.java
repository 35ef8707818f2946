package io.workbenchx.providers.runner;

/** A configured runner beside that for processes; behind the one {@link Runner} that everybody uses. */
public record RunnerAdapter(Runner runner) implements AutoCloseable {

    @Override
    public void close() throws Exception {
        if (runner instanceof AutoCloseable connected) {
            connected.close();
        }
    }
}
