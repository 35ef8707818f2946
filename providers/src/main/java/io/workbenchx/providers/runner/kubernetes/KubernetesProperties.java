package io.workbenchx.providers.runner.kubernetes;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The cluster. How it is reached comes from the pod's service account, or {@code KUBECONFIG}, as for kubectl.
 *
 * @param namespace for workloads and nothing else; without it there is no Kubernetes runner
 * @param api address of the cluster, instead of what the environment tells
 * @param claim persistent volume claim (ReadWriteMany) in that namespace that holds the workbench's home; without it no folders can be given
 * @param claimRoot where that claim is mounted here; absent: the home
 * @param workbench where pods find the workbench's api; without it they reach nothing
 * @param workbenchLabels of the pods of the workbench: the only ones that reach a workload, or that it reaches
 * @param user under which workloads run, never root
 * @param cpus processors of a workload that does not say how many
 * @param port on which services listen
 * @param pullSecret name of the secret with the registry's credentials
 * @param runtimeClass stronger isolation, such as {@code gvisor} or {@code kata}
 * @param nodes labels of the nodes to be used
 * @param startWithin how long to wait for a node and for the image
 * @param poll how old an answer of the cluster about a Job may be
 */
@ConfigurationProperties("workbenchx.runner.kubernetes")
record KubernetesProperties(
        String namespace,
        @Nullable URI api,
        @Nullable String claim,
        @Nullable Path claimRoot,
        @Nullable URI workbench,
        @DefaultValue Map<String, String> workbenchLabels,
        @DefaultValue("65532") long user,
        @DefaultValue("1") double cpus,
        @DefaultValue("8000") int port,
        @Nullable String pullSecret,
        @Nullable String runtimeClass,
        @DefaultValue Map<String, String> nodes,
        @DefaultValue("15m") Duration startWithin,
        @DefaultValue("1s") Duration poll) {

    KubernetesProperties {
        if (user < 1) {
            throw new IllegalArgumentException("workbenchx.runner.kubernetes.user: " + user + " would be root");
        }
        if (cpus <= 0) {
            throw new IllegalArgumentException("workbenchx.runner.kubernetes.cpus: " + cpus);
        }
        workbenchLabels = workbenchLabels.isEmpty()
                ? Map.of("app.kubernetes.io/part-of", "workbenchx")
                : Map.copyOf(workbenchLabels);
        nodes = Map.copyOf(nodes);
    }
}
