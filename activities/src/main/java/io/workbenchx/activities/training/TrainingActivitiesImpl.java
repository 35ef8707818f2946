package io.workbenchx.activities.training;

import io.workbenchx.activities.run.HostName;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.training.TrainingActivities;
import io.workbenchx.workflows.training.TrainingResult;
import io.workbenchx.workflows.training.TrainingSpec;
import org.springframework.stereotype.Component;

/** How a training run happens: the steps of {@link TrainingActivities} over job preparation and execution. */
@Component
public class TrainingActivitiesImpl implements TrainingActivities {

    private final HostName host;
    private final JobPreparation preparation;
    private final JobExecution execution;

    TrainingActivitiesImpl(HostName host, JobPreparation preparation, JobExecution execution) {
        this.host = host;
        this.preparation = preparation;
        this.execution = execution;
    }

    @Override
    public String chooseHost(RunContext run) {
        return host.value();
    }

    @Override
    public void prepare(RunContext run, TrainingSpec spec) {
        preparation.prepare(run, spec);
    }

    @Override
    public TrainingResult execute(RunContext run, TrainingSpec spec) {
        return execution.execute(run, spec);
    }

    @Override
    public void releaseJob(RunContext run) {
        execution.release(run);
    }
}
