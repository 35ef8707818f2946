package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.workbenchx.providers.runner.RunnerException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/** The calls to the cluster, all in one namespace; its errors said in our words. */
record Cluster(KubernetesClient client, String namespace) implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Cluster of(KubernetesProperties properties) {
        Config config = properties.api() == null
                ? new ConfigBuilder().build()
                : new ConfigBuilder(Config.empty())
                        .withMasterUrl(properties.api().toString())
                        .build();
        // The client retries what is safe to repeat: 429 and 5xx, with growing pauses.
        config.setRequestRetryBackoffLimit(5);
        config.setRequestRetryBackoffInterval(500);
        config.setRequestTimeout(30_000);
        return new Cluster(new KubernetesClientBuilder().withConfig(config).build(), properties.namespace());
    }

    Optional<Job> job(String name) {
        return call(
                "look at the Job " + name,
                () -> Optional.ofNullable(client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()));
    }

    List<Job> jobs(Map<String, String> labels) {
        return call(
                "list Jobs",
                () -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withLabels(labels)
                        .list()
                        .getItems());
    }

    /** By our labels; a Job that is not repeated has one. */
    Optional<Pod> pod(Job job) {
        Map<String, String> labels = job.getSpec().getTemplate().getMetadata().getLabels();
        return call(
                "look for the pod of " + job.getMetadata().getName(),
                () -> client.pods().inNamespace(namespace).withLabels(labels).list().getItems().stream()
                        .findFirst());
    }

    PodResource podResource(Pod pod) {
        return client.pods().inNamespace(namespace).withName(pod.getMetadata().getName());
    }

    Optional<Service> service(String name) {
        return call(
                "look at the Service " + name,
                () -> Optional.ofNullable(
                        client.services().inNamespace(namespace).withName(name).get()));
    }

    /** Leaves one that is there already, from a start that was interrupted. */
    <T extends HasMetadata> void create(T thing) {
        call("create the " + thing.getKind() + " " + thing.getMetadata().getName(), () -> {
            try {
                return client.resource(thing).inNamespace(namespace).create();
            } catch (KubernetesClientException e) {
                if (e.getCode() == 409) {
                    return thing;
                }
                throw e;
            }
        });
    }

    void patchJob(String name, Map<String, Object> change) {
        call(
                "change the Job " + name,
                () -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .patch(PatchContext.of(PatchType.JSON_MERGE), JSON.writeValueAsString(change)));
    }

    void annotate(String name, Map<String, String> annotations) {
        patchJob(name, Map.of("metadata", Map.of("annotations", annotations)));
    }

    void deletePod(Pod pod, long graceSeconds) {
        call(
                "delete the pod " + pod.getMetadata().getName(),
                () -> podResource(pod).withGracePeriod(graceSeconds).delete());
    }

    /** With everything that is its own. */
    void deleteJob(String name) {
        call(
                "delete the Job " + name,
                () -> client.batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                        .delete());
    }

    private static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (KubernetesClientException e) {
            throw new RunnerException("the cluster could not " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
