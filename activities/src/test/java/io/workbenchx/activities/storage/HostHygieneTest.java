package io.workbenchx.activities.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.activities.ActivitiesContext;
import io.workbenchx.activities.environment.EnvironmentActivitiesImpl;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.storage.StorageReports;
import io.workbenchx.control.storage.StorageReports.HostStorage;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.workflows.environment.EnvironmentWorkflowImpl;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

class HostHygieneTest {

    private static final JdbcClient OWNER = JdbcClient.create(TestDatabase.owner());

    @TempDir
    static Path home;

    private static ActivitiesContext worker;

    @BeforeAll
    static void start() {
        worker = ActivitiesContext.start(
                home, Ports.class, EnvironmentWorkflowImpl.class, EnvironmentActivitiesImpl.class);
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @Test
    void removesEnvironmentsThatNobodyAsksForAndNoOpenRunNames() throws IOException {
        Project project = worker.project();
        String unused = environment("a", 40);
        String named = environment("b", 40);
        String recent = environment("c", 20);
        openRun(project, "{\"runtime\":{\"digest\":\"sha256:" + named + "\"}}");

        HostStorage storage = worker.get(HostHygiene.class).tidy();

        assertThat(home.resolve("environments").resolve(unused)).doesNotExist();
        assertThat(home.resolve("environments").resolve(named)).isDirectory();
        assertThat(home.resolve("environments").resolve(recent)).isDirectory();
        assertThat(storage.environments()).isEqualTo(2);
        assertThat(storage.freedBytes()).isEqualTo("print()".length());
        assertThat(worker.get(StorageReports.class).all().hosts())
                .anySatisfy(host -> assertThat(host.freedBytes()).isEqualTo(storage.freedBytes()));
    }

    private static String environment(String letter, int unusedDays) throws IOException {
        String name = letter.repeat(64);
        Path folders = home.resolve("environments");
        Files.writeString(Files.createDirectories(folders.resolve(name)).resolve("module.py"), "print()");
        Path lock = Files.writeString(folders.resolve("." + name + ".lock"), "");
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofDays(unusedDays))));
        return name;
    }

    private static void openRun(Project project, String spec) {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        OWNER.sql("""
                        select state from ops.admit_run(?, ?, 'probe', ?, ?, '', ?, 'test', ?, '', 3, true,
                          array[]::text[], array[]::numeric[], null, null, null, null, true, '{}')
                        """)
                .params(run, project.id(), spec, "0".repeat(64), project.createdBy(), run.toString())
                .query(String.class)
                .single();
    }

    /** A runner without workloads. */
    static class Ports {
        @Bean("runner")
        Runner runner() {
            return (Runner) Proxy.newProxyInstance(
                    Runner.class.getClassLoader(),
                    new Class<?>[] {Runner.class},
                    (proxy, method, arguments) -> method.getName().equals("workloads") ? List.of() : null);
        }
    }
}
