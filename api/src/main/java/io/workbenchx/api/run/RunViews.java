package io.workbenchx.api.run;

import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.EngineProperties;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunRecorder;
import io.workbenchx.control.run.RunService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Makes {@link RunView}s. */
@Component
public class RunViews {

    private final RunRecorder recorder;
    private final Identity identity;
    private final CanonicalJson json;
    private final EngineProperties engine;

    RunViews(RunRecorder recorder, Identity identity, CanonicalJson json, EngineProperties engine) {
        this.recorder = recorder;
        this.identity = identity;
        this.json = json;
        this.engine = engine;
    }

    /**
     * The answer to a request to start a run: 201 for a new run, 200 for the one an earlier request with the same key started.
     *
     * @throws WorkbenchException why it was refused
     */
    public ResponseEntity<RunView> started(Project project, RunService.Started started) {
        return ResponseEntity.status(started.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(started(project, started.run()));
    }

    /**
     * A run that was just started.
     *
     * @throws WorkbenchException why it was refused
     */
    public RunView started(Project project, Run run) {
        if (run.refused()) {
            throw new WorkbenchException(
                    FailureCode.of(String.valueOf(run.failureCode())),
                    String.valueOf(run.failureMessage()),
                    details(run),
                    null);
        }
        return of(project, run);
    }

    private static Map<String, Object> details(Run run) {
        Map<String, Object> details = new LinkedHashMap<>(Map.of("run", run.id().toString()));
        if (run.refusalRule() != null) {
            details.put("rule", run.refusalRule());
            details.put("policyVersion", Objects.requireNonNull(run.policyVersion()));
        }
        return details;
    }

    /** The run as it stands now. */
    public RunView of(Project project, Run run) {
        String code = run.failureCode();
        String result = run.result();
        return new RunView(
                run.id(),
                project.name(),
                run.kind(),
                run.state(),
                run.summary(),
                json.read(run.spec()),
                run.specSha256(),
                identity.user(run.createdBy()).map(UserAccount::name).orElse("unknown"),
                run.createdAt(),
                run.admittedAt(),
                run.startedAt(),
                run.finishedAt(),
                run.attempt(),
                code == null ? null : new RunView.Failure(code, String.valueOf(run.failureMessage())),
                result == null ? null : json.read(result),
                recorder.cost(run.id()),
                run.lineageComplete(),
                RunLauncher.workflowId(project, run),
                temporalUrl(project, run),
                waitingFor(project, run),
                run.reproduces(),
                run.scheduleId(),
                run.policyVersion());
    }

    private @Nullable String temporalUrl(Project project, Run run) {
        return engine.ui().isEmpty() || run.refused()
                ? null
                : engine.ui() + "/namespaces/default/workflows/"
                        + URLEncoder.encode(RunLauncher.workflowId(project, run), StandardCharsets.UTF_8);
    }

    private static @Nullable String waitingFor(Project project, Run run) {
        return switch (run.state()) {
            case QUEUED ->
                "a free place: project " + project.name() + " runs at most " + project.maxRuns() + " jobs at once";
            case ADMITTED -> "a worker to take it";
            case WAITING -> "an approval: wbx approval list";
            default -> null;
        };
    }
}
