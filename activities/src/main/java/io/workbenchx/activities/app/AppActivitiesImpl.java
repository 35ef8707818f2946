package io.workbenchx.activities.app;

import io.workbenchx.activities.run.Heartbeats;
import io.workbenchx.control.app.AppTraffic;
import io.workbenchx.control.run.RunOutput;
import io.workbenchx.providers.fault.Failpoint;
import io.workbenchx.workflows.app.AppActivities;
import io.workbenchx.workflows.app.AppResult;
import io.workbenchx.workflows.app.AppSpec;
import io.workbenchx.workflows.app.AppStanding;
import io.workbenchx.workflows.app.AppUse;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What the deployment of an app asks of the control plane. */
@Component
public class AppActivitiesImpl implements AppActivities {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    /** So long, front doors may not yet have heard that the site points elsewhere. */
    private static final Duration FOLLOWED_WITHIN = Duration.ofSeconds(2);
    /** They tell what is under way every few seconds: before that, that nothing was told says nothing. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(6);

    private final AppTraffic traffic;
    private final RunOutput output;

    AppActivitiesImpl(AppTraffic traffic, RunOutput output) {
        this.traffic = traffic;
        this.output = output;
    }

    @Override
    public AppStanding openApp(RunContext run, AppSpec spec) {
        return traffic.open(run, spec);
    }

    @Override
    public AppStanding takeTraffic(RunContext run, AppSpec spec) {
        Failpoint.hit("app.healthy");
        AppStanding standing = traffic.take(run, spec);
        Failpoint.hit("app.switched");
        return standing;
    }

    @Override
    public void followReplicas(RunContext run, AppSpec spec) {
        traffic.follow(run, spec);
    }

    @Override
    public AppUse appUse(RunContext run, AppSpec spec) {
        return traffic.use(run, spec);
    }

    @Override
    public void fallAsleep(RunContext run, AppSpec spec) {
        traffic.fallAsleep(run, spec);
    }

    @Override
    public void releaseTraffic(RunContext run, AppSpec spec) {
        Failpoint.hit("app.draining");
        long longest = Math.max(FOLLOWED_WITHIN.toNanos(), spec.drain().toNanos());
        long began = System.nanoTime();
        try (Heartbeats heartbeats = Heartbeats.start()) {
            for (long waited = 0; waited < longest; waited = System.nanoTime() - began) {
                if (waited >= TOLD_WITHIN.toNanos() && traffic.underWay(run, spec) == 0) {
                    return;
                }
                heartbeats.check();
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkbenchException(FailureCode.UNAVAILABLE, "The worker is shutting down.", e);
        }
    }

    @Override
    public void closeApp(RunContext run, AppSpec spec, AppResult.Ending ending) {
        traffic.close(run, spec, ending);
    }

    @Override
    public void endApp(RunContext run, AppSpec spec, AppResult.Ending ending) {
        traffic.end(run, spec, ending);
        output.archive(run.projectId(), run.runId());
    }
}
