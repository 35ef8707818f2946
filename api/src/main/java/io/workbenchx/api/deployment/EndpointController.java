package io.workbenchx.api.deployment;

import io.workbenchx.api.frontdoor.FrontDoor;
import io.workbenchx.api.security.Requires;
import io.workbenchx.control.deployment.EndpointService;
import io.workbenchx.control.deployment.EndpointView;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.Project;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Endpoints of a project. They are made, moved and ended by runs of kind deployment. */
@RestController
@RequestMapping("/api/v1/projects/{project}/endpoints")
class EndpointController {

    private final EndpointService endpoints;
    private final FrontDoor frontDoor;

    EndpointController(EndpointService endpoints, FrontDoor frontDoor) {
        this.endpoints = endpoints;
        this.frontDoor = frontDoor;
    }

    /**
     * An endpoint as told to clients.
     *
     * @param url base of the Open Inference Protocol's paths ({@code <url>/v2/…})
     * @param replicas that answer now
     * @param latency in milliseconds
     */
    record EndpointAnswer(
            String name,
            String url,
            EndpointView.State state,
            ServedModel modelVersion,
            UUID run,
            int replicas,
            int replicasWanted,
            long requests,
            long errors,
            long refused,
            Latency latency,
            @Nullable Instant switchedAt) {}

    record ServedModel(String name, int version) {}

    record Latency(double p50, double p95) {}

    @Requires(Permission.ENDPOINT_READ)
    @GetMapping
    Map<String, List<EndpointAnswer>> all(Project project) {
        return Map.of(
                "items",
                endpoints.list(project).stream()
                        .map(endpoint -> answer(project, endpoint))
                        .toList());
    }

    @Requires(Permission.ENDPOINT_READ)
    @GetMapping("/{name}")
    EndpointAnswer one(Project project, @PathVariable String name) {
        return answer(project, endpoints.require(project, name));
    }

    private EndpointAnswer answer(Project project, EndpointView endpoint) {
        EndpointView.Usage usage = endpoint.usage();
        return new EndpointAnswer(
                endpoint.name(),
                frontDoor.url() + "/endpoints/" + project.name() + "/" + endpoint.name(),
                endpoint.state(),
                new ServedModel(endpoint.model(), endpoint.version()),
                endpoint.run(),
                endpoint.healthy(),
                endpoint.wanted(),
                usage.requests(),
                usage.errors(),
                usage.refused(),
                new Latency(usage.p50Millis(), usage.p95Millis()),
                endpoint.switchedAt());
    }
}
