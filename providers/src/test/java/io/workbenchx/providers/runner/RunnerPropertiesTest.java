package io.workbenchx.providers.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.home.HomeConfiguration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.unit.DataSize;

class RunnerPropertiesTest {

    @TempDir
    Path home;

    @Test
    void defaultsAreThoseUsedWithoutSpring() {
        try (AnnotationConfigApplicationContext context = context(Map.of())) {
            assertThat(context.getBean(RunnerProperties.class)).isEqualTo(RunnerProperties.defaults());
            assertThat(context.getBean(Runner.class).name()).isEqualTo("process");
            assertThat(home.resolve("runs")).isDirectory();
        }
    }

    @Test
    void takesEveryPropertyByItsName() {
        Map<String, Object> named = Map.of(
                "workbenchx.runner.directory", home.resolve("elsewhere").toString(),
                "workbenchx.runner.isolation", "none",
                "workbenchx.runner.control-group", "bench",
                "workbenchx.runner.log-cap", "8MB",
                "workbenchx.runner.log-segment", "1MB",
                "workbenchx.runner.disk-quota", "false",
                "workbenchx.runner.egress-networks", "10.1.0.0/16");
        try (AnnotationConfigApplicationContext context = context(named)) {
            assertThat(context.getBean(RunnerProperties.class))
                    .isEqualTo(new RunnerProperties(
                            home.resolve("elsewhere"),
                            RunnerProperties.Isolation.NONE,
                            "bench",
                            DataSize.ofMegabytes(8),
                            DataSize.ofMegabytes(1),
                            false,
                            List.of("10.1.0.0/16")));
            assertThat(home.resolve("elsewhere")).isDirectory();
        }
    }

    @Test
    void refusesACapOfLessThanTwoSegments() {
        assertThatThrownBy(() -> context(Map.of("workbenchx.runner.log-cap", "1MB")))
                .hasRootCauseMessage("workbenchx.runner.log-cap must hold at least two segments");
    }

    @Test
    void refusesAControlGroupOutsideItsPlace() {
        assertThatThrownBy(() -> context(Map.of("workbenchx.runner.control-group", "../x")))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    private AnnotationConfigApplicationContext context(Map<String, Object> properties) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("home", Map.of("workbenchx.home", home.toString())));
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
        context.register(HomeConfiguration.class, RunnerConfiguration.class);
        context.refresh();
        return context;
    }
}
