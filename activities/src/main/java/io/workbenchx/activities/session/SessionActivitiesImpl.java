package io.workbenchx.activities.session;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.activities.run.HostName;
import io.workbenchx.activities.run.WorkloadWatch;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.control.run.RunRepository;
import io.workbenchx.control.secret.RunSecrets;
import io.workbenchx.control.session.SessionRecords;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.providers.runner.Runner;
import io.workbenchx.providers.runner.WorkloadHandle;
import io.workbenchx.providers.runner.WorkloadStatus;
import io.workbenchx.providers.secret.SecretMask;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import io.workbenchx.workflows.session.SavedWorkspace;
import io.workbenchx.workflows.session.SessionActivities;
import io.workbenchx.workflows.session.SessionEnding;
import io.workbenchx.workflows.session.SessionProgress.Phase;
import io.workbenchx.workflows.session.SessionSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Steps of a session. */
@Component
public class SessionActivitiesImpl implements SessionActivities {

    private static final Logger LOG = LoggerFactory.getLogger(SessionActivitiesImpl.class);
    private static final String WHAT = "JupyterLab";
    private static final Duration COME_UP = Duration.ofMinutes(3);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final SessionPreparation preparation;
    private final SessionStart start;
    private final WorkspaceSaving saving;
    private final SessionFiles files;
    private final SessionSite site;
    private final SessionRecords sessions;
    private final WorkloadWatch watch;
    private final Runner runner;
    private final RunSecrets secrets;
    private final RunOutput output;
    private final RunRepository runs;
    private final HostName host;

    SessionActivitiesImpl(
            SessionPreparation preparation,
            SessionStart start,
            WorkspaceSaving saving,
            SessionFiles files,
            SessionSite site,
            SessionRecords sessions,
            WorkloadWatch watch,
            Runner runner,
            RunSecrets secrets,
            RunOutput output,
            RunRepository runs,
            HostName host) {
        this.preparation = preparation;
        this.start = start;
        this.saving = saving;
        this.files = files;
        this.site = site;
        this.sessions = sessions;
        this.watch = watch;
        this.runner = runner;
        this.secrets = secrets;
        this.output = output;
        this.runs = runs;
        this.host = host;
    }

    @Override
    public String openSession(RunContext run, SessionSpec spec) {
        var owner = runs.findById(run.runId()).orElseThrow().createdBy();
        if (!sessions.take(run.projectId(), spec.name(), run.runId(), owner)) {
            throw new WorkbenchException(
                    FailureCode.CONFLICT,
                    "The name " + spec.name()
                            + " belongs to a session that is open, or to somebody else: choose another.");
        }
        site.open(run, spec, owner);
        sessions.placed(run, host.value());
        return host.value();
    }

    @Override
    public void noteExpiry(RunContext run, Instant expiresAt) {
        sessions.expires(run, expiresAt);
    }

    @Override
    public void prepareSession(RunContext run, SessionSpec spec) {
        preparation.prepare(run, spec);
    }

    @Override
    public void startSession(RunContext run, SessionSpec spec) {
        sessions.phase(run, Phase.STARTING);
        WorkloadHandle workload = start.start(run, spec);
        Failpoint.hit("session.started");
        SecretMask mask = secrets.mask(run);
        JupyterServer server = new JupyterServer(runner, workload, files.token(run.runId()));
        long deadline = System.nanoTime() + COME_UP.toNanos();
        WorkloadStatus status =
                watch.until(run, workload, mask, running -> System.nanoTime() > deadline || server.ready());
        requireRunning(run, workload, status);
        if (!server.ready()) {
            runner.stop(workload, STOP_GRACE);
            throw new WorkbenchException(
                    FailureCode.UNHEALTHY,
                    WHAT + " runs, but did not answer within " + COME_UP.toMinutes() + " minutes: look at its output.");
        }
        site.lead(run, spec, workload, files.token(run.runId()));
        sessions.phase(run, Phase.READY);
        Failpoint.hit("session.ready");
    }

    @Override
    public void watchSession(RunContext run, SessionSpec spec) {
        WorkloadHandle workload = runner.find(run.runId(), SessionStart.WORKLOAD)
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.WORKLOAD_LOST, WHAT + " is not on this host any more: resume the session."));
        JupyterServer server = new JupyterServer(runner, workload, files.token(run.runId()));
        IdleWatch idle =
                new IdleWatch(server::activity, at -> noteActivity(run, at), Clock.systemUTC(), spec.idleTimeout());
        WorkloadStatus status = watch.until(run, workload, secrets.mask(run), idle);
        requireRunning(run, workload, status);
    }

    /** A session has no other good end than being told to. */
    private void requireRunning(RunContext run, WorkloadHandle workload, WorkloadStatus status) {
        if (status.running()) {
            return;
        }
        watch.requireSuccess(run, WHAT, status, output.archive(run.projectId(), run.runId()));
        throw new WorkbenchException(
                FailureCode.SCRIPT_FAILED,
                WHAT + " ended by itself (it was shut down from inside): resume the session.");
    }

    private void noteActivity(RunContext run, Instant at) {
        try {
            sessions.active(run, at);
        } catch (DataAccessException away) {
            LOG.warn("The activity of session {} is not on record: {}", run.runId(), away.getMessage());
        }
    }

    @Override
    public @Nullable SavedWorkspace releaseSession(RunContext run, SessionSpec spec) {
        try (Heartbeats heartbeats = Heartbeats.start()) {
            sessions.phase(run, Phase.SAVING);
            site.leadNowhere(run, spec);
            // All there is, also one that a worker was only about to start when it died: its variables may be secrets.
            runner.workloads().stream()
                    .filter(workload -> workload.runId().equals(run.runId()))
                    .forEach(workload -> runner.stop(workload, STOP_GRACE));
            SavedWorkspace saved = saving.save(run, heartbeats).orElse(null);
            runner.workloads().stream()
                    .filter(workload -> workload.runId().equals(run.runId()))
                    .forEach(runner::remove);
            files.remove(run.runId());
            return saved;
        }
    }

    @Override
    public void closeSession(RunContext run, SessionSpec spec, SessionEnding ending) {
        site.close(run, spec);
        sessions.ended(run, ending);
        output.archive(run.projectId(), run.runId());
    }
}
