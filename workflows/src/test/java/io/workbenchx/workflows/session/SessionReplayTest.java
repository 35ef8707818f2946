package io.workbenchx.workflows.session;

import io.workbenchx.workflows.run.RecordedHistories;
import io.workbenchx.workflows.run.RunKind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SessionReplayTest {

    static List<String> histories() throws Exception {
        return RecordedHistories.of(RunKind.SESSION);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void replays(String history) throws Exception {
        RecordedHistories.replay(history, SessionWorkflowImpl.class);
    }
}
