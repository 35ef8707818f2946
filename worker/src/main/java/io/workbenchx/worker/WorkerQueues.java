package io.workbenchx.worker;

import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.WorkflowImplementationOptions;
import io.workbenchx.activities.app.AppActivitiesImpl;
import io.workbenchx.activities.app.AppServerActivitiesImpl;
import io.workbenchx.activities.approval.ApprovalActivitiesImpl;
import io.workbenchx.activities.deployment.DeploymentActivitiesImpl;
import io.workbenchx.activities.deployment.ServerActivitiesImpl;
import io.workbenchx.activities.environment.EnvironmentActivitiesImpl;
import io.workbenchx.activities.probe.ProbeActivitiesImpl;
import io.workbenchx.activities.replica.ReplicaActivitiesImpl;
import io.workbenchx.activities.run.GovernanceInterceptor;
import io.workbenchx.activities.run.HostName;
import io.workbenchx.activities.run.RunActivitiesImpl;
import io.workbenchx.activities.schedule.ScheduleActivitiesImpl;
import io.workbenchx.activities.session.SessionActivitiesImpl;
import io.workbenchx.activities.training.TrainingActivitiesImpl;
import io.workbenchx.workflows.app.AppReplicaWorkflowImpl;
import io.workbenchx.workflows.app.AppWorkflowImpl;
import io.workbenchx.workflows.deployment.DeploymentWorkflowImpl;
import io.workbenchx.workflows.deployment.ReplicaWorkflowImpl;
import io.workbenchx.workflows.environment.EnvironmentWorkflowImpl;
import io.workbenchx.workflows.probe.ProbeWorkflowImpl;
import io.workbenchx.workflows.run.TaskQueues;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.schedule.ScheduledStartWorkflowImpl;
import io.workbenchx.workflows.session.SessionWorkflowImpl;
import io.workbenchx.workflows.tracking.TrackingWorkflowImpl;
import io.workbenchx.workflows.training.TrainingWorkflowImpl;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Which task queue hosts which code. Starts when everything else is ready; stops first of all, so that activities notice (their heartbeat
 * throws) while the database can still be used.
 */
class WorkerQueues implements SmartLifecycle {

    /** JDK 21 and later run activities on virtual threads. */
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private final WorkerFactory factory;
    private final WorkerProperties properties;
    private volatile boolean running;

    WorkerQueues(
            WorkflowClient client,
            GovernanceInterceptor governance,
            WorkerProperties properties,
            HostName host,
            RunActivitiesImpl run,
            ProbeActivitiesImpl probe,
            TrainingActivitiesImpl training,
            EnvironmentActivitiesImpl environment,
            ScheduleActivitiesImpl schedule,
            DeploymentActivitiesImpl deployment,
            ServerActivitiesImpl servers,
            ReplicaActivitiesImpl replicas,
            AppActivitiesImpl app,
            AppServerActivitiesImpl appServers,
            SessionActivitiesImpl session,
            ApprovalActivitiesImpl approval) {
        this.properties = properties;
        this.factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setWorkerInterceptors(governance)
                        .validateAndBuildWithDefaults());

        Worker workbench = factory.newWorker(TaskQueues.WORKBENCH, options(properties.activities()));
        workbench.registerWorkflowImplementationTypes(
                WorkflowImplementationOptions.newBuilder()
                        .setFailWorkflowExceptionTypes(WorkbenchException.class, RuntimeException.class)
                        .build(),
                EnvironmentWorkflowImpl.class,
                ProbeWorkflowImpl.class,
                ScheduledStartWorkflowImpl.class,
                TrackingWorkflowImpl.class,
                TrainingWorkflowImpl.class,
                DeploymentWorkflowImpl.class,
                ReplicaWorkflowImpl.class,
                AppWorkflowImpl.class,
                AppReplicaWorkflowImpl.class,
                SessionWorkflowImpl.class);
        workbench.registerActivitiesImplementations(
                run, app, approval, deployment, environment, probe, replicas, schedule, session, training);

        Worker runners = factory.newWorker(TaskQueues.runners(host.value()), options(properties.jobs()));
        runners.registerActivitiesImplementations(training, replicas, servers, appServers, session);
    }

    private static WorkerOptions options(int concurrent) {
        return WorkerOptions.newBuilder()
                .setMaxConcurrentActivityExecutionSize(concurrent)
                // A cancel reaches an activity with the answer to a heartbeat: throttled, it would wait for most of the
                // timeout.
                .setMaxHeartbeatThrottleInterval(Duration.ofSeconds(2))
                .setUsingVirtualThreads(VIRTUAL)
                .build();
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        factory.start();
        running = true;
    }

    @Override
    public void start() {
        // Workers start when the application is ready: see ready().
    }

    @Override
    public void stop() {
        factory.shutdown();
        factory.awaitTermination(properties.drain().toMillis(), TimeUnit.MILLISECONDS);
        factory.shutdownNow();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }
}
