package io.workbenchx.api.protocol.mlflow;

import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.workbenchx.api.RunningApi;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.tracking.TrackingWorkflowImpl;

/** Runs the workflows of runs that are logged from outside, as the worker process does. */
final class TrackingWorker implements AutoCloseable {

    private final WorkerFactory factory;

    TrackingWorker(RunningApi api) {
        factory = WorkerFactory.newInstance(api.bean(WorkflowClient.class));
        Worker worker = factory.newWorker(TaskQueues.WORKBENCH);
        worker.registerWorkflowImplementationTypes(TrackingWorkflowImpl.class);
        RunRecorder recorder = api.bean(RunRecorder.class);
        worker.registerActivitiesImplementations(
                (RunActivities) (run, outcome) -> recorder.finish(run.runId(), run.actor(), outcome));
        factory.start();
    }

    @Override
    public void close() {
        factory.shutdownNow();
    }
}
