package io.workbenchx.workflows.run;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The operations that can be asked for. A kind is a spec, a workflow and some activities; everything else about runs is shared. */
public enum RunKind {
    /** Does nothing, end to end: proves that admission, engine, worker and evidence work, and measures them. */
    PROBE("ProbeWorkflow", false),
    TRAINING("TrainingWorkflow", false),
    /** A run whose work happens elsewhere: an MLflow client outside the workbench logs to it. */
    TRACKING("TrackingWorkflow", true),
    ENVIRONMENT("EnvironmentWorkflow", false),
    DEPLOYMENT("DeploymentWorkflow", true),
    APP("AppWorkflow", true),
    /** JupyterLab for one person. */
    SESSION("SessionWorkflow", true);

    private final String workflowType;
    private final boolean service;

    RunKind(String workflowType, boolean service) {
        this.workflowType = workflowType;
        this.service = service;
    }

    public String workflowType() {
        return workflowType;
    }

    /** Runs until told to stop, and takes no place among the project's concurrent jobs. */
    public boolean service() {
        return service;
    }

    /** The name used in URLs, workflow ids and the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws WorkbenchException SPEC_INVALID for a name that is no kind
     */
    public static RunKind of(String wireName) {
        for (RunKind kind : values()) {
            if (kind.wireName().equals(wireName)) {
                return kind;
            }
        }
        throw new WorkbenchException(
                FailureCode.SPEC_INVALID,
                "There is no run kind \"" + wireName + "\". Use one of: "
                        + Arrays.stream(values()).map(RunKind::wireName).collect(Collectors.joining(", ")) + ".");
    }
}
