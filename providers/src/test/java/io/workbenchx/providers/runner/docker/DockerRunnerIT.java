package io.workbenchx.providers.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.Waiting;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is Docker's own about the Docker runner; the rest is in the contract of all runners. */
class DockerRunnerIT {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String IMAGE = "registry.example.org/team/tabular@" + DIGEST;

    private final UUID run = UUID.randomUUID();
    private Path home;
    private DockerDaemon daemon;
    private Runner runner;

    @BeforeEach
    void start() throws IOException {
        home = Files.createTempDirectory("wbx");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        daemon = new DockerDaemon();
        runner = another();
    }

    private Runner another() {
        Duration soon = Duration.ofSeconds(60);
        return new DockerRunner(
                home,
                new DockerProperties(URI.create(daemon.address()), 65532, false, soon, soon),
                RunnerProperties.defaults());
    }

    @AfterEach
    void stop() {
        daemon.close();
        HostCommand.require(List.of("rm", "-rf", "--", home.toString()));
    }

    private WorkloadSpec spec(String image, String script) {
        return new WorkloadSpec(
                run,
                "main",
                1,
                List.of("/bin/sh", "-c", script),
                Map.of("TOKEN", "secret"),
                null,
                null,
                null,
                List.of(new WorkloadSpec.Mount(home, "/data/x", false)),
                new WorkloadSpec.Limits(60, 256L << 20, Duration.ofMinutes(5), 32, 1L << 30, 1.5, 0),
                null,
                false,
                image);
    }

    @Test
    void pullsTheImageAndAttestsWhatRuns() {
        daemon.publish(IMAGE, DIGEST);

        WorkloadHandle handle = runner.start(spec(IMAGE, "echo ready"));

        Waiting.until("the end", () -> runner.status(handle).running() ? null : true);
        assertThat(runner.attestation(handle).runtimeDigest()).isEqualTo(DIGEST);
        assertThat(runner.attestation(handle).isolation()).isEqualTo("container");
        assertThat(runner.attestation(handle).variables()).contains("TOKEN");
        assertThat(runner.attestation(handle).toString()).doesNotContain("secret");
    }

    @Test
    void startsNothingButWhatWasApproved() {
        daemon.publish(IMAGE, "sha256:" + "cd".repeat(32));

        assertThatThrownBy(() -> runner.start(spec(IMAGE, "true")))
                .isInstanceOf(RuntimeMismatchException.class)
                .hasMessageContaining(DIGEST);
        assertThat(runner.workloads()).isEmpty();
        assertThat(home.toFile().list((dir, name) -> !name.startsWith("."))).isEmpty();
    }

    @Test
    void saysThatAnImageCannotBeHad() {
        assertThatThrownBy(() -> runner.start(spec(IMAGE, "true")))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("not found");
        assertThat(runner.workloads()).isEmpty();
    }

    @Test
    void refusesTagsAndWhatItCannotGive() {
        assertThatThrownBy(() -> spec("python:3.11", "true")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> runner.start(spec(null, "true")))
                .isInstanceOf(UnsupportedWorkloadException.class)
                .hasMessageContaining("container runtime");
    }

    @Test
    void givesNoPrivileges() {
        daemon.publish(IMAGE, DIGEST);

        WorkloadHandle handle =
                runner.start(spec(IMAGE, "id -u; touch /data/x/y || echo refused; grep NoNewPrivs /proc/self/status"));

        JsonNode asked = daemon.container("wbx-" + Path.of(handle.directory()).getFileName())
                .orElseThrow()
                .asked;
        JsonNode host = asked.get("HostConfig");
        assertThat(host.get("Privileged").asBoolean()).isFalse();
        assertThat(host.get("CapDrop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(host.path("CapAdd").isEmpty()).isTrue();
        assertThat(host.get("SecurityOpt").toString()).contains("no-new-privileges:true");
        assertThat(host.get("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.get("NetworkMode").asString()).isEqualTo("none");
        assertThat(host.get("Memory").asLong())
                .isEqualTo(host.get("MemorySwap").asLong())
                .isEqualTo(256L << 20);
        assertThat(host.get("PidsLimit").asLong()).isEqualTo(34);
        assertThat(host.get("NanoCpus").asLong()).isEqualTo(1_500_000_000L);
        assertThat(asked.get("User").asString()).doesNotStartWith("0");
        assertThat(host.get("Binds").toString()).doesNotContain("docker.sock").contains("/data/x:ro");
        assertThat(asked.get("Image").asString()).isEqualTo(IMAGE);
    }

    @Test
    void namesTheLackOfMemory() {
        daemon.publish(IMAGE, DIGEST);
        WorkloadHandle handle = runner.start(spec(IMAGE, "sleep 1000"));

        daemon.container("wbx-" + Path.of(handle.directory()).getFileName())
                .orElseThrow()
                .killForMemory();

        Waiting.until("the end", () -> runner.status(handle).running() ? null : true);
        assertThat(runner.status(handle).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    }

    @Test
    void isTakenOverWithAllItsOutput() {
        daemon.publish(IMAGE, DIGEST);
        WorkloadHandle handle = runner.start(spec(
                IMAGE, "i=0; while [ $i -lt 300 ]; do echo line $i; i=$((i+1)); [ $i = 150 ] && sleep 1; done; true"));
        Waiting.until("some output", () -> runner.readLog(handle, 0, 1).content().length > 0 ? true : null);

        Runner successor = another();

        assertThat(successor.find(run, "main")).contains(handle);
        Waiting.until("the end", () -> successor.status(handle).running() ? null : true);
        runner.status(handle);
        String output = new String(successor.readLog(handle, 0, 1 << 20).content(), StandardCharsets.UTF_8);
        assertThat(output.lines()).hasSize(300).doesNotHaveDuplicates().last().isEqualTo("line 299");
    }

    @Test
    void saysLostWhenItsContainerWasRemovedByOthers() {
        daemon.publish(IMAGE, DIGEST);
        WorkloadHandle handle = runner.start(spec(IMAGE, "sleep 1000"));

        Daemon.at(new DockerProperties(
                        URI.create(daemon.address()), 65532, false, Duration.ofSeconds(60), Duration.ofSeconds(60)))
                .calls()
                .removeContainerCmd("wbx-" + Path.of(handle.directory()).getFileName())
                .withForce(true)
                .exec();

        assertThat(runner.status(handle).reason()).isEqualTo(Reason.LOST);
        runner.remove(handle);
        assertThat(Path.of(handle.directory())).doesNotExist();
    }
}
