package io.workbenchx.workflows.app;

import io.workbenchx.workflows.run.RecordedHistories;
import io.workbenchx.workflows.run.RunKind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AppReplayTest {

    static List<String> histories() throws Exception {
        return RecordedHistories.of(RunKind.APP);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void replays(String history) throws Exception {
        RecordedHistories.replay(history, AppWorkflowImpl.class, AppReplicaWorkflowImpl.class);
    }
}
