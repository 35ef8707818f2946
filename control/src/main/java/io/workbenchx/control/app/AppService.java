package io.workbenchx.control.app;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What people do with apps: deploy, go back, stop, let sleep, wake. */
@Component
public class AppService {

    private final AppViews views;
    private final RunService runs;
    private final WorkflowClient engine;
    private final CanonicalJson json;

    AppService(AppViews views, RunService runs, WorkflowClient engine, CanonicalJson json) {
        this.views = views;
        this.runs = runs;
        this.engine = engine;
        this.json = json;
    }

    public List<AppView> list(Project project) {
        return views.all(project.id());
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    public AppView require(Project project, String name) {
        return views.named(project.id(), name)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND,
                        "There is no app " + name + " in project " + project.name() + ": deploy it first."));
    }

    /** Newest first. */
    public List<AppView.Release> releases(Project project, String name) {
        require(project, name);
        return views.releases(project.id(), name);
    }

    /** Starts a run that deploys a release: a new one, or with a pinned spec an earlier one. */
    public RunService.Started deploy(
            Caller caller, Project project, JsonNode spec, Map<BudgetUnit, BigDecimal> budget, String requestId) {
        StartRun request = new StartRun(RunKind.APP, spec, requestId, budget, StartRun.NORMAL_PRIORITY, null, null);
        return runs.startOnce(caller, project, request);
    }

    /**
     * Starts a run that deploys an earlier release again.
     *
     * @param number absent: the latest earlier one that has served
     */
    public RunService.Started rollBack(
            Caller caller,
            Project project,
            String name,
            @Nullable Integer number,
            Map<BudgetUnit, BigDecimal> budget,
            String requestId) {
        int release = number == null ? before(project, require(project, name)) : number;
        UUID first = releases(project, name).stream()
                .filter(one -> one.number() == release)
                .findFirst()
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND, "The app " + name + " has no release " + release + "."))
                .run();
        JsonNode spec = json.read(runs.require(caller, project, first).spec());
        return deploy(caller, project, spec, budget, requestId);
    }

    private int before(Project project, AppView app) {
        int now = app.release() == null ? app.latest().release() + 1 : app.release();
        return views.before(project.id(), app.name(), now)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.CONFLICT,
                        "The app " + app.name() + " has no earlier release that has served: name one, or deploy."));
    }

    /** Takes the app down in good order; its site says so from then on. */
    public void stop(Caller caller, Project project, String name) {
        signal(caller, project, name, "stop");
    }

    /** Ends its processes until somebody visits it. */
    public void sleep(Caller caller, Project project, String name) {
        signal(caller, project, name, "sleep");
    }

    public void wake(Caller caller, Project project, String name) {
        signal(caller, project, name, "wake");
    }

    private void signal(Caller caller, Project project, String name, String signal) {
        AppView app = require(project, name);
        if (app.run() == null) {
            throw notRunning(name);
        }
        Run run = runs.require(caller, project, app.run());
        try {
            engine.newUntypedWorkflowStub(RunLauncher.workflowId(project, run)).signal(signal);
        } catch (WorkflowNotFoundException gone) {
            throw notRunning(name);
        }
    }

    private static WorkbenchException notRunning(String name) {
        return new WorkbenchException(FailureCode.CONFLICT, "The app " + name + " is not running: deploy it first.");
    }
}
