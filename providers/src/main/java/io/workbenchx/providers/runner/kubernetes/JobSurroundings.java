package io.workbenchx.providers.runner.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.workbenchx.providers.runner.WorkloadSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a Job needs around it. All of it is the Job's own and goes with it, whoever removes the Job. */
record JobSurroundings(WorkloadSpec spec, KubernetesProperties properties, Job job) {

    List<HasMetadata> all(Map<String, String> values) {
        List<HasMetadata> all = new ArrayList<>();
        all.add(new SecretBuilder()
                .withMetadata(metadata())
                .withType("Opaque")
                .withImmutable(true)
                .withStringData(values)
                .build());
        all.add(network());
        if (spec.listen()) {
            all.add(new ServiceBuilder()
                    .withMetadata(metadata())
                    .withNewSpec()
                    .withType("ClusterIP")
                    .withSelector(Names.labels(spec))
                    .addNewPort()
                    .withPort(properties.port())
                    .withTargetPort(new IntOrString(properties.port()))
                    .endPort()
                    .endSpec()
                    .build());
        }
        return all;
    }

    private ObjectMeta metadata() {
        return new ObjectMetaBuilder()
                .withName(Names.job(spec))
                .withNamespace(properties.namespace())
                .withLabels(Names.labels(spec))
                .addNewOwnerReference()
                .withApiVersion("batch/v1")
                .withKind("Job")
                .withName(job.getMetadata().getName())
                .withUid(job.getMetadata().getUid())
                .endOwnerReference()
                .build();
    }

    /** In: the workbench, to the service's port. Out: the workbench, and names to find it by. Nothing else. */
    private HasMetadata network() {
        return new NetworkPolicyBuilder()
                .withMetadata(metadata())
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Names.labels(spec))
                .endPodSelector()
                .withPolicyTypes("Ingress", "Egress")
                .withIngress(spec.listen() ? List.of(in()) : List.of())
                .withEgress(spec.workbench() == null ? List.of() : out())
                .endSpec()
                .build();
    }

    private NetworkPolicyIngressRule in() {
        return new NetworkPolicyIngressRuleBuilder()
                .addNewFrom()
                .withNewNamespaceSelector()
                .endNamespaceSelector()
                .withNewPodSelector()
                .withMatchLabels(properties.workbenchLabels())
                .endPodSelector()
                .endFrom()
                .withPorts(port(properties.port(), "TCP"))
                .build();
    }

    private List<NetworkPolicyEgressRule> out() {
        URI workbench = java.util.Objects.requireNonNull(properties.workbench());
        int port = workbench.getPort() > 0 ? workbench.getPort() : "https".equals(workbench.getScheme()) ? 443 : 80;
        return List.of(
                new NetworkPolicyEgressRuleBuilder()
                        .addNewTo()
                        .withNewNamespaceSelector()
                        .endNamespaceSelector()
                        .withNewPodSelector()
                        .withMatchLabels(properties.workbenchLabels())
                        .endPodSelector()
                        .endTo()
                        .withPorts(port(port, "TCP"))
                        .build(),
                new NetworkPolicyEgressRuleBuilder()
                        .addNewTo()
                        .withNewNamespaceSelector()
                        .addToMatchLabels("kubernetes.io/metadata.name", "kube-system")
                        .endNamespaceSelector()
                        .withNewPodSelector()
                        .addToMatchLabels("k8s-app", "kube-dns")
                        .endPodSelector()
                        .endTo()
                        .withPorts(port(53, "UDP"), port(53, "TCP"))
                        .build());
    }

    private static NetworkPolicyPort port(int number, String protocol) {
        NetworkPolicyPort port = new NetworkPolicyPort();
        port.setPort(new IntOrString(number));
        port.setProtocol(protocol);
        return port;
    }
}
