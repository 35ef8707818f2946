package io.workbenchx.control.session;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.run.CanonicalJson;
import io.workbenchx.control.run.Run;
import io.workbenchx.control.run.RunLauncher;
import io.workbenchx.control.run.RunService;
import io.workbenchx.control.run.StartRun;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunKind;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SessionExtension;
import io.workbenchx.workflows.session.SessionSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Sessions by their names: each start, and each resume, is a run. */
@Component
public class SessionService implements DisposableBean {

    private static final long PATIENCE_SECONDS = 20;

    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "session-deadlines");
        thread.setDaemon(true);
        return thread;
    });
    private final SessionRecords sessions;
    private final SessionProperties properties;
    private final WorkspaceFiles workspaces;
    private final RunService runs;
    private final WorkflowClient engine;
    private final CanonicalJson json;

    SessionService(
            SessionRecords sessions,
            SessionProperties properties,
            WorkspaceFiles workspaces,
            RunService runs,
            WorkflowClient engine,
            CanonicalJson json) {
        this.sessions = sessions;
        this.properties = properties;
        this.workspaces = workspaces;
        this.runs = runs;
        this.engine = engine;
        this.json = json;
    }

    /**
     * What changes when a session is resumed.
     *
     * @param profile absent: as before
     */
    public record Changes(
            @Nullable String profile,
            @Nullable Duration idleTimeout,
            @Nullable Duration expiry) {}

    public List<Session> list(Project project) {
        return sessions.all(project.id());
    }

    /**
     * @throws WorkbenchException NOT_FOUND
     */
    public Session require(Project project, String name) {
        return sessions.find(project.id(), name)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.NOT_FOUND,
                        "There is no session " + name + " in project " + project.name() + ": wbx session list."));
    }

    /**
     * @param request kind session
     * @throws WorkbenchException CONFLICT when the name is somebody else's, or the session is open
     */
    public RunService.Started start(Caller caller, Project project, StartRun request) {
        requirePerson(caller);
        sessions.find(project.id(), request.spec().path("name").asString(""))
                .ifPresent(session -> requireFree(caller, project, session, request.requestId()));
        return runs.startOnce(caller, project, request);
    }

    private static void requirePerson(Caller caller) {
        if (caller.isRun()) {
            throw new WorkbenchException(FailureCode.PERMISSION_DENIED, "A run's own token cannot start sessions.");
        }
    }

    /** Unless it is this very request that holds it already. */
    private void requireFree(Caller caller, Project project, Session session, String requestId) {
        if (!session.owner().equals(caller.userId())) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The name " + session.name() + " is taken by a session of " + session.ownerName()
                            + ": choose another.");
        }
        if (session.open()
                && !runs.require(caller, project, session.run()).requestId().equals(requestId)) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The session " + session.name() + " is open: wbx session open " + session.name()
                            + ", or stop it first.");
        }
    }

    /** A new run that begins with what the session saved last. */
    public RunService.Started resume(Caller caller, Project project, String name, Changes changes, String requestId) {
        Session session = require(project, name);
        requirePerson(caller);
        requireFree(caller, project, session, requestId);
        Session.Workspace saved = session.workspace();
        if (saved == null) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT, "The session " + name + " has saved nothing: start it instead.");
        }
        SessionSpec before = (SessionSpec) runs.pinned(runs.require(caller, project, session.run()));
        SessionSpec next = new SessionSpec(
                name,
                null,
                before.datasets(),
                before.runtime(),
                properties.profile(changes.profile() == null ? before.profile().name() : changes.profile()),
                changes.idleTimeout() == null ? before.idleTimeout() : changes.idleTimeout(),
                changes.expiry() == null ? before.expiry() : changes.expiry(),
                before.secrets(),
                new SessionSpec.Workspace(saved.run(), saved.sha256()));
        return runs.startOnce(caller, project, StartRun.of(RunKind.SESSION, json.tree(next), requestId));
    }

    /** Every file that the session's latest run saved. */
    public WorkspaceFiles.Listing outputs(Project project, Session session) {
        return workspaces.filesOf(project.id(), session.run());
    }

    /** Asks a session to end; one that has not begun ends at once. */
    public void stop(Caller caller, Project project, Session session) {
        Run run = requireOpen(caller, project, session);
        if (run.state() == RunState.RUNNING) {
            update(project, run, workflow -> {
                workflow.update("stop", Void.class);
                return run;
            });
        } else {
            runs.cancel(caller, project, run, "stopped before it began");
        }
    }

    /** Returns until when it may live. */
    public Instant extend(Caller caller, Project project, Session session, Duration by) {
        Run run = requireOpen(caller, project, session);
        SessionExtension answer =
                update(project, run, workflow -> workflow.update("extend", SessionExtension.class, by));
        if (answer.code() != null) {
            throw new WorkbenchException(answer.code(), String.valueOf(answer.refusal()));
        }
        return answer.expiresAt();
    }

    private Run requireOpen(Caller caller, Project project, Session session) {
        if (!session.open()) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The session " + session.name() + " is not open: wbx session resume " + session.name() + ".");
        }
        return runs.require(caller, project, session.run());
    }

    private <T> T update(Project project, Run run, Function<WorkflowStub, T> call) {
        WorkflowStub workflow = engine.newUntypedWorkflowStub(RunLauncher.workflowId(project, run));
        try (Context.CancellableContext patience =
                Context.current().withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS, deadlines)) {
            return patience.call(() -> call.apply(workflow));
        } catch (WorkflowNotFoundException | WorkflowUpdateException ended) {
            throw new WorkbenchException(FailureCode.CONFLICT, "The session has just ended.", ended);
        } catch (WorkflowServiceException | StatusRuntimeException away) {
            throw new WorkbenchException(
                    FailureCode.UNAVAILABLE, "No worker answered for the session: try again in a moment.", away);
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void destroy() {
        deadlines.shutdownNow();
    }
}
