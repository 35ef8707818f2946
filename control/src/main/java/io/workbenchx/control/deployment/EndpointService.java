package io.workbenchx.control.deployment;

import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.workflows.deployment.DeploymentResult.Ending;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.EndpointStanding;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who has an endpoint's traffic. It moves in one transaction with its event in the chain of the run that gets it, and only from an older
 * request to a newer one, whichever is ready first.
 */
@Component
public class EndpointService {

    private final EndpointRepository endpoints;
    private final EndpointViews views;
    private final RunRecorder recorder;

    EndpointService(EndpointRepository endpoints, EndpointViews views, RunRecorder recorder) {
        this.endpoints = endpoints;
        this.views = views;
        this.recorder = recorder;
    }

    /** Makes the endpoint if it is new, and enters the deployment. */
    @Transactional
    public EndpointStanding open(RunContext run, DeploymentSpec spec) {
        UUID endpoint = endpoints.ensure(run, spec.endpoint());
        endpoints.enter(run, spec, endpoint);
        return standing(endpoint, run.runId(), List.of());
    }

    /** Gives the traffic to this run unless a newer one has it. */
    @Transactional
    public EndpointStanding switchTo(RunContext run, DeploymentSpec spec) {
        UUID endpoint = endpoints.lock(run, spec.endpoint());
        EndpointStanding standing = standing(endpoint, run.runId(), endpoints.predecessors(endpoint, run.runId()));
        if (standing.successor() == null && endpoints.route(endpoint, run.runId())) {
            record(run, "route.switched", spec, Map.of("model", spec.model(), "version", spec.version()));
        }
        return standing;
    }

    /** Takes the traffic from this run, if it has it. */
    @Transactional
    public void close(RunContext run, DeploymentSpec spec) {
        UUID endpoint = endpoints.ensure(run, spec.endpoint());
        if (endpoints.unroute(endpoint, run.runId())) {
            record(run, "route.closed", spec, Map.of());
        }
    }

    @Transactional
    public void end(RunContext run, Ending ending) {
        endpoints.end(run.runId(), ending);
    }

    public List<EndpointView> list(Project project) {
        return views.all(project.id());
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    public EndpointView require(Project project, String name) {
        return views.named(project.id(), name)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "There is no endpoint " + name + " in project " + project.name() + "."));
    }

    private EndpointStanding standing(UUID endpoint, UUID run, List<UUID> predecessors) {
        return new EndpointStanding(
                predecessors, endpoints.successor(endpoint, run).orElse(null), endpoints.served(run));
    }

    private void record(RunContext run, String type, DeploymentSpec spec, Map<String, Object> more) {
        Map<String, Object> data = new java.util.LinkedHashMap<>(more);
        data.put("endpoint", spec.endpoint());
        recorder.record(run.runId(), run.actor(), List.of(new NewEvent(type, null, data)), false);
    }
}
