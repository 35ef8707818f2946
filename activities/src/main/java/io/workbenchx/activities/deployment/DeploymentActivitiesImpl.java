package io.workbenchx.activities.deployment;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.control.artifact.ArtifactService;
import io.workbenchx.control.deployment.EndpointService;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.workflows.deployment.DeploymentActivities;
import io.workbenchx.workflows.deployment.DeploymentResult;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.deployment.EndpointStanding;
import io.workbenchx.workflows.run.RunContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.springframework.stereotype.Component;

/** What a deployment asks of the control plane and the object store. */
@Component
public class DeploymentActivitiesImpl implements DeploymentActivities {

    private final EndpointService endpoints;
    private final ArtifactService artifacts;
    private final RunOutput output;

    DeploymentActivitiesImpl(EndpointService endpoints, ArtifactService artifacts, RunOutput output) {
        this.endpoints = endpoints;
        this.artifacts = artifacts;
        this.output = output;
    }

    @Override
    public EndpointStanding openEndpoint(RunContext run, DeploymentSpec spec) {
        return endpoints.open(run, spec);
    }

    @Override
    public void verifyModel(RunContext run, DeploymentSpec spec) {
        try (Heartbeats heartbeats = Heartbeats.start()) {
            for (DeploymentSpec.ModelFile file : spec.files()) {
                verify(spec, file);
                heartbeats.check();
            }
        }
    }

    /** Opening proves the content. */
    private void verify(DeploymentSpec spec, DeploymentSpec.ModelFile file) {
        String what = "The file " + file.path() + " of " + spec.model() + " version " + spec.version();
        try (InputStream content = artifacts.open(file.sha256(), what)) {
            content.skipNBytes(0);
        } catch (IOException e) {
            throw new UncheckedIOException(what + " cannot be read", e);
        }
    }

    @Override
    public EndpointStanding switchRoute(RunContext run, DeploymentSpec spec) {
        return endpoints.switchTo(run, spec);
    }

    @Override
    public void closeRoute(RunContext run, DeploymentSpec spec) {
        endpoints.close(run, spec);
    }

    @Override
    public void endDeployment(RunContext run, DeploymentSpec spec, DeploymentResult.Ending ending) {
        endpoints.end(run, ending);
        output.archive(run.projectId(), run.runId());
    }
}
