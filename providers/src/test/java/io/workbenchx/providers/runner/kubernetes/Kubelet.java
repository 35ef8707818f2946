package io.workbenchx.providers.runner.kubernetes;

import io.workbenchx.providers.runner.HostCommand;
import io.workbenchx.providers.runner.StandInContainer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A node of {@link ClusterApi}: starts pods, tells their state, ends them at their deadline and when they fill their disk. */
final class Kubelet implements AutoCloseable {

    /** Processes of a pod: a setting of the node. */
    static final int POD_PIDS_LIMIT = 64;

    /** Set by tests: what the node says of an image, or that there is no node. */
    volatile String imageProblem = "";

    volatile String unschedulable = "";
    volatile String imageId = "";

    private final ClusterApi api;
    private final Path claim;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, StandInContainer> containers = new ConcurrentHashMap<>();
    private final Map<String, Path> volumes = new ConcurrentHashMap<>();

    Kubelet(ClusterApi api, Path claim) {
        this.api = api;
        this.claim = claim;
    }

    void run(ObjectNode job, ObjectNode pod) {
        threads.execute(() -> {
            if (!unschedulable.isEmpty()) {
                status(
                        pod,
                        JSON(Map.of(
                                "phase",
                                "Pending",
                                "conditions",
                                List.of(Map.of(
                                        "type",
                                        "PodScheduled",
                                        "status",
                                        "False",
                                        "reason",
                                        "Unschedulable",
                                        "message",
                                        unschedulable)))));
                return;
            }
            String image = pod.at("/spec/containers/0/image").asString();
            if (!imageProblem.isEmpty()) {
                status(
                        pod,
                        state(
                                pod,
                                "Pending",
                                Map.of("waiting", Map.of("reason", imageProblem, "message", "manifest unknown")),
                                ""));
                return;
            }
            try {
                start(job, pod, imageId.isEmpty() ? image : imageId);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void start(ObjectNode job, ObjectNode pod, String image) throws IOException, InterruptedException {
        String name = name(pod);
        Path work = Files.createTempDirectory("wbx-pod");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        volumes.put(name, work);
        StandInContainer container = new StandInContainer(name, image, docker(pod, work));
        containers.put(name, container);
        container.start();
        String started = Instant.now().toString();
        status(pod, state(pod, "Running", Map.of("running", Map.of("startedAt", started)), image));
        long deadline =
                job.at("/spec/activeDeadlineSeconds").asLong(Long.MAX_VALUE / 2000) * 1000 + System.currentTimeMillis();
        long disk = pod.at("/spec/volumes/0/emptyDir/sizeLimit").asLong(Long.MAX_VALUE);
        String problem = "";
        while (container.runsAfter(100)) {
            if (problem.isEmpty() && System.currentTimeMillis() > deadline) {
                problem = "DeadlineExceeded";
                container.kill();
            } else if (problem.isEmpty() && disk < Long.MAX_VALUE && used(work) > disk) {
                problem = "Evicted";
                container.kill();
            }
        }
        ObjectNode ended = state(
                pod,
                container.exitCode() == 0 ? "Succeeded" : "Failed",
                Map.of(
                        "terminated",
                        Map.of(
                                "exitCode",
                                container.exitCode(),
                                "reason",
                                container.outOfMemory()
                                        ? "OOMKilled"
                                        : container.exitCode() == 0 ? "Completed" : "Error",
                                "startedAt",
                                started,
                                "finishedAt",
                                Instant.now().toString())),
                image);
        if (problem.equals("Evicted")) {
            ended.put("reason", problem).put("message", "Usage of EmptyDir volume \"work\" exceeds the limit");
        }
        if (problem.equals("DeadlineExceeded")) {
            synchronized (job) {
                job.set(
                        "status",
                        JSON(Map.of(
                                "conditions", List.of(Map.of("type", "Failed", "status", "True", "reason", problem)))));
            }
        }
        status(pod, ended);
    }

    private static long used(Path work) {
        String output = HostCommand.run(List.of("du", "-sk", work.toString())).output();
        String last = output.substring(output.lastIndexOf('\n') + 1).split("\\s")[0];
        return last.matches("[0-9]+") ? Long.parseLong(last) * 1024 : 0;
    }

    /** The pod as {@link StandInContainer} takes it. */
    private JsonNode docker(ObjectNode pod, Path work) {
        JsonNode container = pod.at("/spec/containers/0");
        ObjectNode asked = ClusterApi.JSON.createObjectNode();
        long user = pod.at("/spec/securityContext/runAsUser").asLong();
        asked.put("User", user + ":" + user)
                .put("WorkingDir", container.get("workingDir").asString());
        asked.set("Entrypoint", container.get("command"));
        asked.putArray("Cmd");
        ArrayNode variables = asked.putArray("Env");
        container.get("env").forEach(variable -> {
            JsonNode from = variable.at("/valueFrom/secretKeyRef");
            Map<String, String> secret = api.secret(
                    pod.at("/metadata/namespace").asString(), from.get("name").asString());
            variables.add(variable.get("name").asString() + "="
                    + secret.get(from.get("key").asString()));
        });
        ObjectNode host = asked.putObject("HostConfig");
        host.put("NetworkMode", "pod").put("PidsLimit", POD_PIDS_LIMIT);
        host.put("Memory", container.at("/resources/limits/memory").asLong(0));
        ArrayNode binds = host.putArray("Binds");
        container.get("volumeMounts").forEach(mount -> {
            String target = mount.get("mountPath").asString();
            if (mount.get("name").asString().equals("work")) {
                binds.add(work + ":" + target + ":rw");
            } else if (mount.get("name").asString().equals("home")) {
                binds.add(claim.resolve(mount.get("subPath").asString()) + ":" + target + ":"
                        + (mount.path("readOnly").asBoolean(false) ? "ro" : "rw"));
            }
        });
        return asked;
    }

    private static ObjectNode state(ObjectNode pod, String phase, Map<String, ?> state, String image) {
        return JSON(Map.of(
                "phase",
                phase,
                "containerStatuses",
                List.of(Map.of(
                        "name",
                        "workload",
                        "image",
                        pod.at("/spec/containers/0/image").asString(),
                        "imageID",
                        image,
                        "ready",
                        false,
                        "restartCount",
                        0,
                        "state",
                        state))));
    }

    private static ObjectNode JSON(Map<String, ?> tree) {
        return ClusterApi.JSON.valueToTree(tree);
    }

    private static void status(ObjectNode pod, ObjectNode status) {
        synchronized (pod) {
            pod.set("status", status);
        }
    }

    private static String name(ObjectNode pod) {
        return pod.at("/metadata/name").asString();
    }

    StandInContainer container(String pod) {
        return containers.get(pod);
    }

    /** Terminates gracefully; the pod is gone a moment after it has ended, as when its Job has seen the end. */
    void end(ObjectNode pod, long graceSeconds, Runnable gone) {
        threads.execute(() -> {
            StandInContainer container = containers.get(name(pod));
            if (container != null) {
                container.signal("TERM");
                long end = System.nanoTime() + graceSeconds * 1_000_000_000L;
                while (container.runsAfter(50)) {
                    if (System.nanoTime() > end) {
                        container.kill();
                    }
                }
                awaitTold(pod);
            }
            gone.run();
        });
    }

    private static void awaitTold(ObjectNode pod) {
        for (int i = 0; i < 500; i++) {
            synchronized (pod) {
                if (!pod.at("/status/phase").asString("").equals("Running")) {
                    return;
                }
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    void log(ObjectNode pod, String since, OutputStream out) throws IOException {
        StandInContainer container = containers.get(name(pod));
        if (container != null) {
            container.lines(out, since == null ? Instant.EPOCH : Instant.parse(since));
        }
    }

    @Override
    public void close() {
        containers.values().forEach(StandInContainer::kill);
        threads.shutdown();
        volumes.values().forEach(volume -> HostCommand.run(List.of("rm", "-rf", "--", volume.toString())));
    }
}
