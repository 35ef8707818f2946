package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.RuntimeMismatchException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Starts a Job, from wherever an earlier start was interrupted, waits for its pod, and puts on record what that runs. */
record JobStart(Cluster cluster, KubernetesProperties properties, Path claimRoot) {

    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Logger log = LoggerFactory.getLogger(JobStart.class);
    /** Nobody can wait these away. */
    private static final Set<String> HOPELESS = Set.of("is no name of an image", "is not on the node");
    /** A registry may stumble; three tries of the kubelet are enough to know. */
    private static final long IMAGE_SECONDS = 60;

    void start(WorkloadSpec spec) {
        String name = Names.job(spec);
        JobManifest manifest = new JobManifest(spec, properties, claimRoot);
        if (cluster.job(name).isEmpty()) {
            cluster.create(manifest.job());
        }
        Job job = require(name);
        if (annotated(job)) {
            return;
        }
        boolean begun = false;
        try {
            new JobSurroundings(spec, properties, job).all(manifest.values()).forEach(cluster::create);
            if (Boolean.TRUE.equals(job.getSpec().getSuspend())) {
                cluster.patchJob(name, Map.of("spec", Map.of("suspend", false)));
            }
            attest(spec, manifest, awaitPod(name));
            begun = true;
        } finally {
            if (!begun) {
                cluster.deleteJob(name);
            }
        }
    }

    static boolean annotated(Job job) {
        return job.getMetadata().getAnnotations() != null
                && job.getMetadata().getAnnotations().containsKey(Names.ATTESTATION);
    }

    private Job require(String name) {
        return cluster.job(name).orElseThrow(() -> new RunnerException("the Job " + name + " vanished", null));
    }

    private PodState awaitPod(String name) {
        long began = System.nanoTime();
        String told = "";
        while (true) {
            Job job = require(name);
            PodState state = new PodState(job, cluster.pod(job).orElse(null));
            if (state.begun()) {
                return state;
            }
            String waiting = state.waiting();
            if (!waiting.isEmpty() && !waiting.equals(told)) {
                log.info("{} waits: {}", name, waiting);
                told = waiting;
            }
            long seconds = (System.nanoTime() - began) / 1_000_000_000L;
            boolean image = waiting.startsWith("its image");
            if (seconds >= properties.startWithin().toSeconds()
                    || image && (seconds >= IMAGE_SECONDS || HOPELESS.stream().anyMatch(waiting::contains))) {
                throw new RunnerException(
                        name + " did not start: " + (waiting.isEmpty() ? "its pod did not come" : waiting), null);
            }
            pause(name);
        }
    }

    private static void pause(String name) {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunnerException("interrupted while " + name + " starts", e);
        }
    }

    /** The digest is what the node says; the mismatch of a pod that runs already ends it. */
    private void attest(WorkloadSpec spec, JobManifest manifest, PodState state) {
        String image = state.container().map(ContainerStatus::getImageID).orElse("");
        String digest = image.substring(image.indexOf('@') + 1);
        String approved = Objects.requireNonNull(spec.image());
        approved = approved.substring(approved.indexOf('@') + 1);
        if (!image.isEmpty() && !digest.equals(approved)) {
            throw new RuntimeMismatchException("The cluster made " + Names.job(spec) + " of " + digest
                    + " instead of the approved " + approved + "; it was ended.");
        }
        WorkloadSpec.Limits limits = spec.limits();
        Attestation attestation = new Attestation(
                KubernetesRunner.NAME,
                spec.runId(),
                spec.name(),
                spec.attempt(),
                Instant.now(),
                spec.command(),
                List.of(),
                List.copyOf(manifest.values().keySet()),
                spec.image(),
                digest.isEmpty() ? null : digest,
                "pod",
                properties.user(),
                spec.workbench() == null ? "none" : "workbench",
                Map.of(
                        "cpu", limits.cpuSeconds() + " s",
                        "cpus", Double.toString(JobManifest.cpus(limits, properties.cpus())),
                        "gpus", Integer.toString(limits.gpus()),
                        "memory", limits.memoryBytes() + " B",
                        "wall", limits.wall().toString(),
                        "processes", Integer.toString(limits.processes()),
                        "disk", limits.diskBytes() + " B"),
                KubernetesRunner.MECHANISMS);
        cluster.annotate(Names.job(spec), Map.of(Names.ATTESTATION, JSON.writeValueAsString(attestation)));
    }
}
