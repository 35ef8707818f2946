package io.workbenchx.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.standalone.engine.EngineChooser;
import io.workbenchx.standalone.host.HostException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), Map.of("WBX_HOME", "/srv/wbx"));
    }

    @Test
    void hasUsualPortsAndChoosesTheEngineItself() {
        Options options = parse();
        assertThat(List.of(Options.Port.values()))
                .extracting(options::port)
                .containsExactly(8080, 8081, 5433, 7233, 8233);
        assertThat(options.engine()).isEqualTo(EngineChooser.Choice.AUTO);
        assertThat(options.infraOnly()).isFalse();
        assertThat(options.endLeftovers()).isFalse();
        assertThat(options.credentialsFile()).hasToString("/srv/wbx/keys/first-login.json");
    }

    @Test
    void takesWhatIsGiven() {
        Options options = parse(
                "--home=/other",
                "--api-port=0",
                "--temporal-ui-port=9000",
                "--engine=in-process",
                "--infra-only",
                "--end-leftovers",
                "--server.address=::1");
        assertThat(options.home().root()).hasToString("/other");
        assertThat(options.port(Options.Port.API)).isZero();
        assertThat(options.port(Options.Port.TEMPORAL_UI)).isEqualTo(9000);
        assertThat(options.engine()).isEqualTo(EngineChooser.Choice.IN_PROCESS);
        assertThat(options.infraOnly()).isTrue();
        assertThat(options.endLeftovers()).isTrue();
        assertThat(options.spring()).containsExactly("--server.address=::1");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        for (String wrong :
                List.of("--port=1", "up", "--api-port=80a", "--api-port=65536", "--engine=cadence", "--home")) {
            assertThatThrownBy(() -> parse(wrong)).as(wrong).isInstanceOf(HostException.class);
        }
    }
}
