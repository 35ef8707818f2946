package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.workbenchx.providers.runner.Deadline;
import io.workbenchx.providers.runner.LaunchFiles;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The Job for one workload, under the "restricted" pod security standard. It is made suspended, so that everything it needs is there before
 * its pod is.
 *
 * @param claimRoot folder of this host that the claim holds
 */
record JobManifest(WorkloadSpec spec, KubernetesProperties properties, Path claimRoot) {

    Job job() {
        Deadline deadline = Deadline.of(spec.limits(), cpus(spec.limits(), properties.cpus()));
        return new JobBuilder()
                .withNewMetadata()
                .withName(Names.job(spec))
                .withNamespace(properties.namespace())
                .withLabels(Names.labels(spec))
                .addToAnnotations(Names.DEADLINE, deadline.reason().name())
                .endMetadata()
                .withNewSpec()
                .withSuspend(true)
                .withBackoffLimit(0)
                .withCompletions(1)
                .withParallelism(1)
                .withActiveDeadlineSeconds(deadline.seconds())
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Names.labels(spec))
                .endMetadata()
                .withSpec(pod())
                .endTemplate()
                .endSpec()
                .build();
    }

    private PodSpec pod() {
        PodSpecBuilder pod = new PodSpecBuilder()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withHostname("sandbox")
                .withNodeSelector(properties.nodes())
                .withRuntimeClassName(properties.runtimeClass())
                .withNewSecurityContext()
                .withRunAsNonRoot(true)
                .withRunAsUser(properties.user())
                .withRunAsGroup(properties.user())
                .withFsGroup(properties.user())
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .withVolumes(volumes())
                .withContainers(container());
        if (properties.pullSecret() != null) {
            pod.withImagePullSecrets(new LocalObjectReference(properties.pullSecret()));
        }
        return pod.build();
    }

    private Container container() {
        Map<String, Quantity> resources = resources();
        return new ContainerBuilder()
                .withName(Names.CONTAINER)
                .withImage(spec.image())
                .withCommand(spec.command())
                .withEnv(variables())
                .withWorkingDir(LaunchFiles.workingDirectory(spec))
                .withVolumeMounts(mounts())
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .withNewSecurityContext()
                .withPrivileged(false)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withRunAsNonRoot(true)
                .withNewCapabilities()
                .addToDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }

    /** What is asked for is what is given: a guaranteed pod is the last that a node under pressure ends. */
    private Map<String, Quantity> resources() {
        WorkloadSpec.Limits limits = spec.limits();
        Map<String, Quantity> resources = new LinkedHashMap<>();
        long milliseconds = Math.round(cpus(limits, properties.cpus()) * 1000);
        resources.put("cpu", new Quantity(milliseconds + "m"));
        if (limits.memoryBytes() > 0) {
            resources.put("memory", new Quantity(Long.toString(limits.memoryBytes())));
        }
        if (limits.diskBytes() > 0) {
            resources.put("ephemeral-storage", new Quantity(Long.toString(limits.diskBytes())));
        }
        if (limits.gpus() > 0) {
            resources.put("nvidia.com/gpu", new Quantity(Integer.toString(limits.gpus())));
        }
        return resources;
    }

    static double cpus(WorkloadSpec.Limits limits, double usual) {
        return limits.cpus() > 0 ? limits.cpus() : usual;
    }

    /** Values come from the secret; here are names only. */
    private List<EnvVar> variables() {
        return values().keySet().stream()
                .map(name -> new EnvVarBuilder()
                        .withName(name)
                        .withNewValueFrom()
                        .withNewSecretKeyRef(name, Names.job(spec), false)
                        .endValueFrom()
                        .build())
                .toList();
    }

    /** The variables of the command; the image's PATH stays. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("HOME", "/work");
        values.put("TMPDIR", "/tmp");
        values.put("LANG", "C.UTF-8");
        if (spec.listen()) {
            values.put("WBX_PORT", Integer.toString(properties.port()));
        }
        values.putAll(new TreeMap<>(spec.environment()));
        values.put("WBX_RUN_ID", spec.runId().toString());
        values.put("WBX_WORKLOAD", Names.job(spec));
        return values;
    }

    private List<Volume> volumes() {
        long disk = spec.limits().diskBytes();
        Quantity limit = disk > 0 ? new Quantity(Long.toString(disk)) : null;
        List<Volume> volumes = new ArrayList<>();
        for (String name : List.of("work", "tmp")) {
            volumes.add(new VolumeBuilder()
                    .withName(name)
                    .withNewEmptyDir()
                    .withSizeLimit(limit)
                    .endEmptyDir()
                    .build());
        }
        if (!spec.mounts().isEmpty()) {
            volumes.add(new VolumeBuilder()
                    .withName("home")
                    .withNewPersistentVolumeClaim()
                    .withClaimName(properties.claim())
                    .endPersistentVolumeClaim()
                    .build());
        }
        return volumes;
    }

    private List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                new VolumeMountBuilder().withName("work").withMountPath("/work").build(),
                new VolumeMountBuilder().withName("tmp").withMountPath("/tmp").build()));
        for (WorkloadSpec.Mount mount : spec.mounts()) {
            Path source = mount.source().toAbsolutePath().normalize();
            if (!source.startsWith(claimRoot)) {
                throw new UnsupportedWorkloadException("The runner kubernetes cannot give " + source + " to workload "
                        + spec.name() + " of run " + spec.runId() + ": it is not below " + claimRoot
                        + ", which the claim " + properties.claim() + " holds.");
            }
            mounts.add(new VolumeMountBuilder()
                    .withName("home")
                    .withSubPath(claimRoot.relativize(source).toString())
                    .withMountPath(mount.target())
                    .withReadOnly(!mount.writable())
                    .build());
        }
        return mounts;
    }
}
