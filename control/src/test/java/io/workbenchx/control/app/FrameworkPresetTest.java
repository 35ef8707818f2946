package io.workbenchx.control.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.workflows.app.AppSpec.Framework;
import io.workbenchx.workflows.replica.HealthCheck;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameworkPresetTest {

    @Test
    void streamlitIsAskedWhereItTellsTheTruth() {
        FrameworkPreset preset = FrameworkPreset.of(request(Framework.STREAMLIT, null, null, null));

        assertThat(preset.command()).contains("streamlit", "app.py", "--server.port=8501");
        assertThat(preset.port()).isEqualTo(8501);
        assertThat(preset.health()).isEqualTo(new HealthCheck("/_stcore/health", false));
    }

    @Test
    void flaskListensOnTheSocketAndNodeOnItsPort() {
        assertThat(FrameworkPreset.of(request(Framework.FLASK, "shop:app", null, "/healthz")))
                .satisfies(preset -> {
                    assertThat(preset.command()).contains("gunicorn").endsWith("shop:app");
                    assertThat(preset.port()).isNull();
                    assertThat(preset.health()).isEqualTo(new HealthCheck("/healthz", false));
                });
        assertThat(FrameworkPreset.of(request(Framework.NODE, null, null, null)).port())
                .isEqualTo(3000);
    }

    @Test
    void aCommandIsTakenWordForWord() {
        List<String> command = List.of("/runtime/bin/python", "-c", "print('$(id)')");

        FrameworkPreset preset = FrameworkPreset.of(request(null, null, command, null));

        assertThat(preset.command()).isEqualTo(command);
        assertThat(preset.health()).isEqualTo(new HealthCheck("/", true));
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(() -> FrameworkPreset.of(request(null, null, null, null)))
                .isInstanceOf(WorkbenchException.class)
                .hasMessageContaining("name a framework");
        assertThatThrownBy(() -> FrameworkPreset.of(request(Framework.FLASK, null, List.of("x"), null)))
                .isInstanceOf(WorkbenchException.class)
                .hasMessageContaining("either a framework or a command");
        assertThatThrownBy(() -> FrameworkPreset.of(request(Framework.STREAMLIT, "--server.port=1", null, null)))
                .isInstanceOf(WorkbenchException.class)
                .hasMessageContaining("entrypoint");
    }

    private static AppRequest request(
            @Nullable Framework framework,
            @Nullable String entrypoint,
            @Nullable List<String> command,
            @Nullable String health) {
        return new AppRequest(
                "hello",
                null,
                null,
                framework,
                entrypoint,
                command,
                null,
                null,
                health,
                "apps",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
