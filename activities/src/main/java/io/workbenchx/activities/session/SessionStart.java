package io.workbenchx.activities.session;

import io.workbenchx.activities.run.AttestedRuntime;
import io.workbenchx.activities.run.DatasetFiles;
import io.workbenchx.activities.run.IsolationCheck;
import io.workbenchx.activities.run.RuntimeProvision;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.control.run.RunRecorder.RunCost;
import io.workbenchx.control.secret.RunSecrets;
import io.workbenchx.providers.environment.EnvironmentBuilder.BuiltEnvironment;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.RunnerException;
import io.workbenchx.providers.runner.UnsupportedWorkloadException;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadSpec;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SessionSpec;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Starts JupyterLab in the approved runtime, with no network but the hosts that policy opens, or finds it running. */
@Component
class SessionStart {

    static final String WORKLOAD = "jupyter";
    private static final int FIRST = 1;
    private static final String WORKSPACE = "/workspace";

    /** What is printed is kept up to this rate; Jupyter's own limit drops the output of an ordinary loop. */
    private static final String OUTPUT_BYTES_PER_SECOND = "100000000";

    private final Runner runner;
    private final SessionFiles files;
    private final RuntimeProvision runtimes;
    private final RunRecorder recorder;
    private final IsolationCheck isolation;
    private final AttestedRuntime attestations;
    private final RunSecrets secrets;

    SessionStart(
            Runner runner,
            SessionFiles files,
            RuntimeProvision runtimes,
            RunRecorder recorder,
            IsolationCheck isolation,
            AttestedRuntime attestations,
            RunSecrets secrets) {
        this.runner = runner;
        this.files = files;
        this.runtimes = runtimes;
        this.recorder = recorder;
        this.isolation = isolation;
        this.attestations = attestations;
        this.secrets = secrets;
    }

    WorkloadHandle start(RunContext run, SessionSpec spec) {
        WorkloadHandle workload = runner.find(run.runId(), WORKLOAD).orElseGet(() -> launch(run, spec));
        attestations.require(run, workload, spec.runtime().digest());
        return workload;
    }

    private WorkloadHandle launch(RunContext run, SessionSpec spec) {
        isolation.require(run);
        BuiltEnvironment environment =
                runtimes.provide(spec.runtime().digest(), spec.runtime().lockSha256());
        Map<String, String> variables = variables(run, spec);
        variables.putAll(given(run, spec));
        try {
            return runner.start(new WorkloadSpec(
                            run.runId(),
                            WORKLOAD,
                            FIRST,
                            command(),
                            variables,
                            environment.path(),
                            environment.digest(),
                            environment.interpreterHome(),
                            mounts(run, spec),
                            limits(run, spec),
                            null,
                            true)
                    .withEgress(isolation.egress(run)));
        } catch (UnsupportedWorkloadException unable) {
            throw new WorkbenchException(
                    FailureCode.POLICY_REFUSED,
                    "No host gives what the profile " + spec.profile().name() + " asks for: " + unable.getMessage(),
                    unable);
        } catch (RunnerException failed) {
            // Its message may quote what the workload wrote; without the cause, whose message is the same.
            throw new RunnerException(secrets.mask(run).mask(String.valueOf(failed.getMessage())), null);
        }
    }

    private static List<String> command() {
        return List.of(
                "/runtime/bin/python",
                "-m",
                "jupyterlab",
                "--no-browser",
                "--ServerApp.sock=/run/wbx/service.sock",
                "--ServerApp.sock_mode=0660",
                "--ServerApp.root_dir=" + WORKSPACE,
                "--ServerApp.allow_remote_access=False",
                "--ServerApp.websocket_ping_interval=30000",
                "--ZMQChannelsWebsocketConnection.iopub_data_rate_limit=" + OUTPUT_BYTES_PER_SECOND,
                // Nothing of it would get through: there is no network.
                "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                "--LabApp.news_url=None",
                "--LabApp.extension_manager=readonly");
    }

    private Map<String, String> variables(RunContext run, SessionSpec spec) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("JUPYTER_TOKEN", files.token(run.runId()));
        variables.put("JUPYTER_RUNTIME_DIR", "/tmp/jupyter");
        variables.put("PYTHONDONTWRITEBYTECODE", "1");
        variables.put("SHELL", "/bin/bash");
        variables.put("OMP_NUM_THREADS", threads(spec.profile().cpus()));
        spec.datasets()
                .forEach(dataset -> variables.put(
                        DatasetFiles.variable(dataset), "/data/" + dataset.name() + "/" + dataset.fileName()));
        return variables;
    }

    private static String threads(BigDecimal cpus) {
        return cpus.setScale(0, RoundingMode.CEILING).max(BigDecimal.ONE).toPlainString();
    }

    /** The secrets of the session, from now on in its hands; which ones is on record, what they are is not. */
    private Map<String, String> given(RunContext run, SessionSpec spec) {
        Map<String, String> values = secrets.give(run, spec.secrets());
        if (!values.isEmpty()) {
            NewEvent event =
                    new NewEvent("secrets.given", "secrets/" + WORKLOAD, Map.of("secrets", secrets.onRecord(run)));
            recorder.record(run.runId(), run.actor(), List.of(event), true);
        }
        return values;
    }

    private List<WorkloadSpec.Mount> mounts(RunContext run, SessionSpec spec) {
        List<WorkloadSpec.Mount> mounts = new ArrayList<>();
        mounts.add(new WorkloadSpec.Mount(files.workspace(run.runId()), WORKSPACE, true));
        spec.datasets()
                .forEach(dataset -> mounts.add(
                        new WorkloadSpec.Mount(files.dataset(run.runId(), dataset), "/data/" + dataset.name(), false)));
        return mounts;
    }

    /** The run's whole reservation, and the longest that a session may live, bound it should no worker be left to watch it. */
    private WorkloadSpec.Limits limits(RunContext run, SessionSpec spec) {
        RunCost reserved = recorder.cost(run.runId())
                .getOrDefault(BudgetUnit.CPU_SECONDS, new RunCost(BigDecimal.ZERO, BigDecimal.ZERO));
        return new WorkloadSpec.Limits(
                reserved.reserved().doubleValue(),
                spec.profile().memoryBytes(),
                SessionSpec.LONGEST,
                spec.profile().processes(),
                spec.profile().diskBytes(),
                spec.profile().cpus().doubleValue(),
                spec.profile().gpus());
    }
}
