package io.workbenchx.activities.run;

import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.providers.runner.EgressAttempt;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Puts on record which hosts a run tried to reach in vain: each once, and not more than somebody will read. */
@Component
public class RefusedEgress {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedEgress.class);
    private static final int MOST = 50;

    private final RunRecorder recorder;

    RefusedEgress(RunRecorder recorder) {
        this.recorder = recorder;
    }

    /** To be told of the attempts of one run, on any thread. */
    public Consumer<EgressAttempt> of(RunContext run) {
        Set<String> known = ConcurrentHashMap.newKeySet();
        return attempt -> {
            String target = OneLine.of(List.of(attempt.host())) + ":" + attempt.port();
            if (known.size() < MOST && known.add(target)) {
                record(run, target, attempt.reason());
            }
        };
    }

    private void record(RunContext run, String target, String reason) {
        NewEvent event = new NewEvent("egress.refused", "egress/" + target, Map.of("target", target, "reason", reason));
        try (AccessScope.Opened asking = AccessScope.workbench(run.projectId()).open()) {
            recorder.record(run.runId(), run.actor(), List.of(event), false);
        } catch (DataAccessException away) {
            // It was refused all the same, which is what matters to everybody but the reader of the record.
            LOG.warn("Run {} was refused {} ({}), which cannot be recorded now", run.runId(), target, reason, away);
        }
    }
}
