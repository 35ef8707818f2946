package io.workbenchx.activities.environment;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.run.RunLogs;
import io.workbenchx.workflows.run.RunContext;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;

/** Lines of a tool as output of a run, after what is there already; from whatever thread the tool speaks. */
final class OutputLines implements Consumer<String> {

    private final RunLogs logs;
    private final UUID runId;
    private final AccessScope scope;
    private long end;

    OutputLines(RunLogs logs, RunContext run) {
        this.logs = logs;
        this.runId = run.runId();
        this.scope = AccessScope.workbench(run.projectId());
        this.end = logs.end(runId);
    }

    @Override
    public synchronized void accept(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        try (AccessScope.Opened asking = scope.open()) {
            logs.append(runId, end, bytes);
        }
        end += bytes.length;
    }
}
