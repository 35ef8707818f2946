package io.workbenchx.providers.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FailpointTest {

    private static final Map<String, String> TWO = Map.of("WBX_FAILPOINTS", "step.done:kill, other:kill,odd:pause");

    @Test
    void isOffUnlessTheJvmWasStartedForIt() {
        assertThat(Failpoint.armed(false, TWO)).isEmpty();
    }

    @Test
    void armsThePointsThatKill() {
        assertThat(Failpoint.armed(true, TWO)).containsExactlyInAnyOrder("step.done", "other");
    }

    @Test
    void passesWhereNothingIsArmed() {
        assertThat(Failpoint.armed(true, Map.of())).isEmpty();
        Failpoint.hit("step.done");
    }
}
