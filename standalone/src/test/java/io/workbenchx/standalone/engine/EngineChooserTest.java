package io.workbenchx.standalone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.TestHome;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine with neither Temporal nor Go. */
class EngineChooserTest {

    @TempDir
    Path directory;

    @Test
    void saysThatNothingWasFoundWhenItHadToDoWithout() throws Exception {
        try (Engine engine = start(EngineChooser.Choice.AUTO)) {
            assertThat(engine.announcement())
                    .startsWith("NOT DURABLE: no Temporal server was found")
                    .contains("wbx doctor --install")
                    .doesNotContain("asked for");
        }
    }

    @Test
    void saysThatItWasAskedForWhenItWas() throws Exception {
        try (Engine engine = start(EngineChooser.Choice.IN_PROCESS)) {
            assertThat(engine.announcement())
                    .startsWith("NOT DURABLE: the in-process engine was asked for")
                    .contains("WBX_ENGINE")
                    .doesNotContain("found", "wbx doctor");
        }
    }

    @Test
    void startsNoOtherThanTheOneAskedFor() {
        assertThatThrownBy(() -> start(EngineChooser.Choice.DEV_SERVER))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("no temporal command");
    }

    private Engine start(EngineChooser.Choice choice) throws Exception {
        var environment = Map.of("PATH", directory.toString(), "HOME", directory.toString());
        var home = TestHome.prepared(directory.resolve("home"));
        return new EngineChooser(home, environment, new Ports(notice -> {}), notice -> {})
                .start(choice, new EngineChooser.Preferred(0, 0, "http://127.0.0.1:1/api/v1/codec"), pid -> {});
    }
}
