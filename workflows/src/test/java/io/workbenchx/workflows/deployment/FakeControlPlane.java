package io.workbenchx.workflows.deployment;

import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunOutcome;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Endpoints and runs in memory, with what happened to them in order. */
final class FakeControlPlane implements DeploymentActivities, RunActivities {

    final List<String> happened = new CopyOnWriteArrayList<>();
    final Map<UUID, RunOutcome> outcomes = new ConcurrentHashMap<>();
    final Map<String, UUID> routes = new ConcurrentHashMap<>();
    private final List<UUID> served = new CopyOnWriteArrayList<>();

    @Override
    public EndpointStanding openEndpoint(RunContext run, DeploymentSpec spec) {
        return standing(run, spec, null);
    }

    private EndpointStanding standing(RunContext run, DeploymentSpec spec, UUID before) {
        UUID active = routes.get(spec.endpoint());
        boolean newer = active != null && active.compareTo(run.runId()) > 0;
        return new EndpointStanding(
                before == null ? List.of() : List.of(before), newer ? active : null, served.contains(run.runId()));
    }

    @Override
    public void verifyModel(RunContext run, DeploymentSpec spec) {
        happened.add("verified");
    }

    @Override
    public synchronized EndpointStanding switchRoute(RunContext run, DeploymentSpec spec) {
        EndpointStanding standing = standing(run, spec, null);
        if (standing.successor() != null) {
            return standing;
        }
        served.add(run.runId());
        happened.add("routed");
        UUID before = routes.put(spec.endpoint(), run.runId());
        return standing(run, spec, run.runId().equals(before) ? null : before);
    }

    @Override
    public void closeRoute(RunContext run, DeploymentSpec spec) {
        happened.add("closed");
        routes.remove(spec.endpoint(), run.runId());
    }

    @Override
    public void endDeployment(RunContext run, DeploymentSpec spec, DeploymentResult.Ending ending) {
        happened.add("ended " + ending);
    }

    @Override
    public void finishRun(RunContext run, RunOutcome outcome) {
        outcomes.putIfAbsent(run.runId(), outcome);
    }
}
