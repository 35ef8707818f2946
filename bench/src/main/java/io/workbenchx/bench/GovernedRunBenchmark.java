package io.workbenchx.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * A governed job that does nothing, from admission to its terminal state with all events, budget and evidence written, against a bare
 * workflow with one activity, as the SDK does it unless told otherwise, on the same Temporal server and in the same JVM. The workbench
 * starts its workflows eagerly; what is left of the difference against a bare workflow that does so too is shown without a goal. What follows
 * the end of a run in its own time, the copy of its history into the object store, is left out.
 */
final class GovernedRunBenchmark implements Benchmark {

    private static final int WARM_UP_BATCHES = 8;
    private static final int ALONE = 40;
    private static final int IN_FLIGHT = 16;
    private static final int BATCH = 320;

    @Override
    public String name() {
        return "governed-run";
    }

    @Override
    public String description() {
        return "a governed no-op job against a bare Temporal workflow with one activity: latency alone, throughput with 16 in flight";
    }

    @Override
    public List<Figure> run(int rounds) throws Exception {
        try (Installation installation = Installation.start()) {
            return measure(installation.context(), rounds);
        }
    }

    private List<Figure> measure(ConfigurableApplicationContext context, int rounds) throws Exception {
        WorkflowClient client = context.getBean(WorkflowClient.class);
        WorkerFactory factory = WorkerFactory.newInstance(client);
        Worker worker = factory.newWorker(BareWorkflow.TASK_QUEUE);
        worker.registerWorkflowImplementationTypes(BareWorkflow.BareWorkflowImpl.class);
        worker.registerActivitiesImplementations(new BareWorkflow.BareActivitiesImpl());
        factory.start();
        Governed governed = Governed.in(context, client);
        Runnable bare = () -> bare(client, false);
        Runnable eager = () -> bare(client, true);
        for (int i = 0; i < WARM_UP_BATCHES; i++) {
            inFlight(governed, BATCH);
            inFlight(bare, BATCH);
            inFlight(eager, BATCH);
        }

        List<Double> ourMillis = new ArrayList<>();
        List<Double> bareMillis = new ArrayList<>();
        List<Double> eagerMillis = new ArrayList<>();
        List<Double> ourRate = new ArrayList<>();
        List<Double> bareRate = new ArrayList<>();
        List<Double> eagerRate = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < ALONE; i++) {
                bareMillis.add(millis(bare));
                eagerMillis.add(millis(eager));
                ourMillis.add(millis(governed));
            }
            bareRate.add(inFlight(bare, BATCH));
            eagerRate.add(inFlight(eager, BATCH));
            ourRate.add(inFlight(governed, BATCH));
        }
        factory.shutdownNow();
        governed.requireAllSucceeded();
        return List.of(
                Figure.ratio("latency alone, median", "ms", median(ourMillis), median(bareMillis), 1.2, true),
                Figure.ratio("throughput, 16 in flight", "/s", median(ourRate), median(bareRate), 0.9, false),
                Figure.ratio("latency alone against an eager one", "ms", median(ourMillis), median(eagerMillis)),
                Figure.ratio("throughput against an eager one", "/s", median(ourRate), median(eagerRate)));
    }

    private static void bare(WorkflowClient client, boolean eager) {
        client.newWorkflowStub(
                        BareWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(BareWorkflow.TASK_QUEUE)
                                .setDisableEagerExecution(!eager)
                                .build())
                .run();
    }

    private static double millis(Runnable job) {
        long began = System.nanoTime();
        job.run();
        return (System.nanoTime() - began) / 1e6;
    }

    /** Jobs a second with a fixed number in flight. */
    private static double inFlight(Runnable job, int times) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(IN_FLIGHT);
        try {
            long began = System.nanoTime();
            List<Future<?>> jobs = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                jobs.add(pool.submit(job));
            }
            for (Future<?> one : jobs) {
                one.get();
            }
            return times / ((System.nanoTime() - began) / 1e9);
        } finally {
            pool.shutdownNow();
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /** Starts probe runs through the same door as everybody and waits for their end. */
    private record Governed(RunService runs, RunRepository rows, WorkflowClient client, Caller caller, Project project)
            implements Runnable {

        static Governed in(ConfigurableApplicationContext context, WorkflowClient client) {
            try (AccessScope.Opened asking = AccessScope.workbench().open()) {
                return prepared(context, client);
            }
        }

        private static Governed prepared(ConfigurableApplicationContext context, WorkflowClient client) {
            Identity identity = context.getBean(Identity.class);
            Caller caller = Caller.onBehalfOf(identity.createUser("bench", Role.ADMIN, null));
            Project project = context.getBean(ProjectService.class)
                    .create(
                            caller,
                            "bench",
                            null,
                            Map.of(
                                    BudgetUnit.USD,
                                    new BigDecimal(1000),
                                    BudgetUnit.CPU_SECONDS,
                                    new BigDecimal(1_000_000)));
            context.getBean(ProjectService.class).setMaxRuns(project, 1000);
            return new Governed(
                    context.getBean(RunService.class), context.getBean(RunRepository.class), client, caller, project);
        }

        @Override
        public void run() {
            Run run;
            try (AccessScope.Opened asking =
                    AccessScope.of(caller, project.id()).open()) {
                run = runs.start(
                        caller,
                        project,
                        StartRun.of(
                                RunKind.PROBE,
                                JsonMapper.shared().createObjectNode(),
                                UuidCreator.getTimeOrderedEpoch().toString()));
            }
            client.newUntypedWorkflowStub(RunLauncher.workflowId(project, run)).getResult(String.class);
        }

        /** A fast run that failed proves nothing. */
        void requireAllSucceeded() {
            try (AccessScope.Opened asking = AccessScope.workbench(project.id()).open()) {
                rows.page(project.id(), null, null, null, 100_000).forEach(run -> {
                    if (run.state() != RunState.SUCCEEDED) {
                        throw new IllegalStateException(
                                "Run " + run.id() + " ended " + run.state() + ": " + run.failureMessage());
                    }
                });
            }
        }
    }
}
