package io.workbenchx.activities.run;

import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunRecorder.NewEvent;
import io.workbenchx.providers.runner.Attestation;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What the runner says it started must be what was approved; it goes on record before anything that comes of it counts. */
@Component
public class AttestedRuntime {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);

    private final Runner runner;
    private final RunRecorder recorder;

    AttestedRuntime(Runner runner, RunRecorder recorder) {
        this.runner = runner;
        this.recorder = recorder;
    }

    /**
     * @throws WorkbenchException RUNTIME_MISMATCH; the workload is dead then
     */
    public Attestation require(RunContext run, WorkloadHandle workload, String approvedDigest) {
        Attestation attestation = runner.attestation(workload);
        recorder.record(
                run.runId(),
                run.actor(),
                List.of(new NewEvent(
                        "runner.attested", "attestation/" + workload.name(), Map.of("attestation", attestation))),
                true);
        if (!approvedDigest.equals(attestation.runtimeDigest())) {
            runner.stop(workload, STOP_GRACE);
            throw new WorkbenchException(
                    FailureCode.RUNTIME_MISMATCH,
                    "The runner started " + attestation.runtimeDigest() + " instead of the approved " + approvedDigest
                            + ".");
        }
        return attestation;
    }
}
