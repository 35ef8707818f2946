package io.workbenchx.activities.environment;

import io.workbenchx.control.run.RunLogs;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;

/** Lines of a tool as output of a run, after what is there already. */
final class OutputLines implements Consumer<String> {

    private final RunLogs logs;
    private final UUID runId;
    private long end;

    OutputLines(RunLogs logs, UUID runId) {
        this.logs = logs;
        this.runId = runId;
        this.end = logs.end(runId);
    }

    @Override
    public synchronized void accept(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        logs.append(runId, end, bytes);
        end += bytes.length;
    }
}
