package io.workbenchx.providers.runner.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RunnerProperties;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.Waiting;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.runner.WorkloadStatus.Reason;
import java.io.IOException;
import java.net.URI;
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

/** What is Kubernetes' own about the Kubernetes runner; the rest is in the contract of all runners. */
class KubernetesRunnerIT {

    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String IMAGE = "registry.example.org/team/vision@" + DIGEST;

    private final UUID run = UUID.randomUUID();
    private Path home;
    private ClusterApi cluster;
    private KubernetesRunner runner;

    @BeforeEach
    void start() throws IOException {
        home = Files.createTempDirectory("wbx");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        cluster = new ClusterApi(home);
        runner = runner(Duration.ofMinutes(1));
    }

    private KubernetesRunner runner(Duration startWithin) {
        return new KubernetesRunner(
                home.resolve("pods"),
                home,
                new KubernetesProperties(
                        "workloads",
                        cluster.address(),
                        "workbench-home",
                        null,
                        URI.create("http://workbench-api.workbench.svc:8080"),
                        Map.of(),
                        65532,
                        2,
                        8000,
                        "registry",
                        "gvisor",
                        Map.of("pool", "gpu"),
                        startWithin,
                        Duration.ofMillis(20)),
                RunnerProperties.defaults());
    }

    @AfterEach
    void stop() {
        runner.close();
        cluster.close();
        HostCommand.require(List.of("rm", "-rf", "--", home.toString()));
    }

    private WorkloadSpec spec(String script, boolean listen, int gpus) {
        return new WorkloadSpec(
                run,
                "main",
                1,
                List.of("/bin/sh", "-c", script),
                Map.of("TOKEN", "s3cr3t"),
                null,
                null,
                null,
                List.of(new WorkloadSpec.Mount(home, "/data/x", false)),
                new WorkloadSpec.Limits(600, 256L << 20, Duration.ofMinutes(10), 64, 1L << 30, 1.5, gpus),
                new WorkloadSpec.Gateway("127.0.0.1", 8080, 8080),
                listen,
                IMAGE);
    }

    private WorkloadStatus end(WorkloadHandle handle) {
        return Waiting.until("the end", () -> {
            WorkloadStatus status = runner.status(handle);
            return status.running() ? null : status;
        });
    }

    @Test
    void asksForARestrictedPodWithEverythingAroundIt() {
        WorkloadHandle handle = runner.start(spec("sleep 1000", true, 2));

        JsonNode job = cluster.all("jobs").get(0);
        JsonNode pod = job.at("/spec/template/spec");
        JsonNode container = pod.at("/containers/0");
        assertThat(job.at("/spec/backoffLimit").asInt()).isZero();
        assertThat(job.at("/spec/activeDeadlineSeconds").asInt())
                .as("600 s of CPU by 1.5 processors")
                .isEqualTo(400);
        assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/seccompProfile/type").asString()).isEqualTo("RuntimeDefault");
        assertThat(pod.at("/runtimeClassName").asString()).isEqualTo("gvisor");
        assertThat(pod.at("/imagePullSecrets/0/name").asString()).isEqualTo("registry");
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/capabilities/drop/0").asString())
                .isEqualTo("ALL");
        assertThat(container.at("/resources/limits/nvidia.com~1gpu").asString()).isEqualTo("2");
        assertThat(container.at("/resources/requests")).isEqualTo(container.at("/resources/limits"));
        assertThat(container.at("/resources/limits/cpu").asString()).isEqualTo("1500m");
        assertThat(container.toString()).contains("\"readOnly\":true");
        assertThat(job.toString()).doesNotContain("s3cr3t");
        String owner = job.at("/metadata/uid").asString();
        for (String kind : List.of("secrets", "networkpolicies", "services")) {
            assertThat(cluster.all(kind)
                            .get(0)
                            .at("/metadata/ownerReferences/0/uid")
                            .asString())
                    .isEqualTo(owner);
        }
        JsonNode network = cluster.all("networkpolicies").get(0).get("spec");
        assertThat(network.get("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(network.at("/egress/0/to/0/podSelector/matchLabels").toString())
                .contains("workbenchx");
        assertThat(network.get("egress")).hasSize(2);
        assertThat(runner.attestation(handle).runtimeDigest()).isEqualTo(DIGEST);
        assertThat(runner.attestation(handle).isolation()).isEqualTo("pod");

        runner.stop(handle, Duration.ZERO);
        runner.remove(handle);
        assertThat(cluster.all("secrets")).isEmpty();
        assertThat(cluster.all("pods")).isEmpty();
    }

    @Test
    void endsAtOnceWhatIsNotWhatWasApproved() {
        cluster.kubelet.imageId = "registry.example.org/team/vision@sha256:" + "cd".repeat(32);

        assertThatThrownBy(() -> runner.start(spec("sleep 1000", false, 0)))
                .isInstanceOf(RuntimeMismatchException.class)
                .hasMessageContaining(DIGEST);
        assertThat(cluster.all("jobs")).isEmpty();
        assertThat(cluster.all("pods")).isEmpty();
    }

    @Test
    void saysWhyItDoesNotStart() {
        KubernetesRunner impatient = runner(Duration.ofSeconds(1));
        cluster.kubelet.unschedulable = "0/3 nodes are available: 3 Insufficient nvidia.com/gpu.";
        assertThatThrownBy(() -> impatient.start(spec("true", false, 8)))
                .isInstanceOf(RunnerException.class)
                .hasMessageContaining("Insufficient nvidia.com/gpu");
        cluster.kubelet.unschedulable = "";
        cluster.kubelet.imageProblem = "ErrImagePull";
        assertThatThrownBy(() -> impatient.start(spec("true", false, 0)))
                .hasMessageContaining("cannot be pulled")
                .hasMessageContaining("manifest unknown");
        assertThat(cluster.all("jobs")).isEmpty();
        impatient.close();
    }

    @Test
    void namesTheLackOfMemoryAndWhoeverTookAPodAway() {
        WorkloadHandle handle = runner.start(spec("sleep 1000", false, 0));
        cluster.kubelet
                .container(handle.directory().substring("workloads/".length()) + "-x7k2p")
                .killForMemory();

        assertThat(end(handle).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(runner.status(new WorkloadHandle("kubernetes", UUID.randomUUID(), "main", 1, "workloads/x"))
                        .reason())
                .isEqualTo(Reason.LOST);
    }

    @Test
    void goesOnWithAStartThatWasInterrupted() {
        WorkloadSpec spec = spec("echo done", false, 0);
        KubernetesRunner first = runner(Duration.ofSeconds(30));
        Cluster api = Cluster.of(new KubernetesProperties(
                "workloads",
                cluster.address(),
                "workbench-home",
                null,
                null,
                Map.of(),
                65532,
                2,
                8000,
                null,
                null,
                Map.of(),
                Duration.ofSeconds(30),
                Duration.ofMillis(20)));
        api.create(new JobManifest(
                        spec,
                        new KubernetesProperties(
                                "workloads",
                                cluster.address(),
                                "workbench-home",
                                null,
                                null,
                                Map.of(),
                                65532,
                                2,
                                8000,
                                null,
                                null,
                                Map.of(),
                                Duration.ofSeconds(30),
                                Duration.ofMillis(20)),
                        home)
                .job());
        assertThat(first.find(run, "main")).isEmpty();

        WorkloadHandle handle = first.start(spec);

        assertThat(end(handle).exitCode()).isZero();
        assertThat(cluster.all("jobs")).hasSize(1);
        first.close();
        api.close();
    }

    @Test
    void takesNoFoldersFromOutsideOfItsClaim() {
        WorkloadSpec spec = new WorkloadSpec(
                run,
                "main",
                1,
                List.of("true"),
                Map.of(),
                null,
                null,
                null,
                List.of(new WorkloadSpec.Mount(Path.of("/etc"), "/data/x", false)),
                new WorkloadSpec.Limits(0, 0, Duration.ZERO, 0, 0),
                null,
                false,
                IMAGE);

        assertThatThrownBy(() -> runner.start(spec))
                .isInstanceOf(UnsupportedWorkloadException.class)
                .hasMessageContaining("workbench-home");
        assertThat(cluster.all("jobs")).isEmpty();
    }
}
