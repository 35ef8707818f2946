package io.workbenchx.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.TestHome;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StandaloneIT {

    private final List<StandaloneProcess> launched = new ArrayList<>();
    private Home home;

    @BeforeEach
    void createHome() throws Exception {
        home = TestHome.create();
        // Unpacking takes seconds; the tests share one copy.
        Files.delete(home.cache());
        Files.createSymbolicLink(home.cache(), TestHome.cache());
    }

    @AfterEach
    void stopAll() throws Exception {
        for (StandaloneProcess process : launched) {
            process.stop();
        }
    }

    private StandaloneProcess launch(String... options) throws Exception {
        StandaloneProcess process = StandaloneProcess.launch(home, options);
        launched.add(process);
        return process;
    }

    private JsonNode firstLogin() throws Exception {
        Path file = home.keys().resolve("first-login.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    @Test
    void startsLetsTheFirstAdministratorInAndStopsCleanly() throws Exception {
        StandaloneProcess workbench = launch().awaitReady();
        assertThat(workbench.get("/api/v1/health", "").body()).contains("UP");
        assertThat(workbench.get("/api/v1/me", "").statusCode()).isEqualTo(401);

        JsonNode login = firstLogin();
        HttpResponse<String> me =
                workbench.get("/api/v1/me", login.path("apiKey").asString());
        assertThat(me.statusCode()).isEqualTo(200);
        assertThat(me.body()).contains("admin").contains("ADMIN");
        assertThat(workbench.log())
                .doesNotContain(login.path("apiKey").asString())
                .doesNotContain(login.path("password").asString());

        JsonNode infra = workbench.infra();
        List<Long> children = children(infra);
        assertThat(workbench.stop()).as("ended by SIGTERM").isEqualTo(143);
        assertThat(workbench.infra().path("state").asString()).isEqualTo("STOPPED");
        assertThat(children).isNotEmpty().noneMatch(StandaloneIT::alive);
        assertThat(home.postgres().resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void comesBackWithTheSameLoginAfterItAloneWasKilled() throws Exception {
        StandaloneProcess first = launch().awaitReady();
        String key = firstLogin().path("apiKey").asString();
        Files.delete(home.keys().resolve("first-login.json"));
        List<Long> orphans = children(first.infra());
        TestHome.kill(first.pid());
        assertThat(orphans).isNotEmpty().allMatch(StandaloneIT::alive);

        StandaloneProcess second = launch().awaitReady();
        assertThat(orphans).noneMatch(StandaloneIT::alive);
        assertThat(second.get("/api/v1/me", key).statusCode()).isEqualTo(200);
        assertThat(home.keys().resolve("first-login.json")).doesNotExist();
    }

    @Test
    void saysAloudThatTheInProcessEngineForgets() throws Exception {
        StandaloneProcess workbench = launch("--engine=in-process").awaitReady();
        assertThat(workbench.infra().path("engine").path("durable").asBoolean(true))
                .isFalse();
        assertThat(workbench.infra().path("notices").toString()).contains("NOT DURABLE");
        assertThat(workbench
                        .get("/api/v1/info", firstLogin().path("apiKey").asString())
                        .body())
                .contains("NOT DURABLE");
    }

    @Test
    void leavesAHomeInUseAlone() throws Exception {
        StandaloneProcess first = launch("--infra-only").awaitReady();
        StandaloneProcess second = launch("--infra-only");
        TestHome.eventually("the second one gives up", () -> !second.process().isAlive());
        assertThat(second.process().exitValue()).isEqualTo(1);
        assertThat(first.log()).contains("Another workbench is running in " + home.root());
        assertThat(first.infra().path("state").asString()).isEqualTo("READY");
        assertThat(first.infra().path("pid").asLong()).isEqualTo(first.pid());
    }

    private static List<Long> children(JsonNode infra) {
        List<Long> pids = new ArrayList<>();
        for (String part : List.of("postgres", "engine")) {
            long pid = infra.path(part).path("pid").asLong();
            if (pid != 0) {
                pids.add(pid);
            }
        }
        return pids;
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
