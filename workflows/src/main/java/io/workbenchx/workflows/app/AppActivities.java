package io.workbenchx.workflows.app;

import io.temporal.activity.ActivityInterface;
import io.workbenchx.workflows.run.RunContext;

/** What the deployment of an app asks of the control plane; any worker can do it. All may be repeated without harm. */
@ActivityInterface
public interface AppActivities {

    /** Makes the app and its site if they are new, numbers the release, enters this deployment. */
    AppStanding openApp(RunContext run, AppSpec spec);

    /** Gives the app's traffic to the healthy replicas of this run, at once, unless a newer deployment has it. */
    AppStanding takeTraffic(RunContext run, AppSpec spec);

    /** Points the site to those replicas of this run that are healthy now, if the run has the traffic. */
    void followReplicas(RunContext run, AppSpec spec);

    /** How the app is used. */
    AppUse appUse(RunContext run, AppSpec spec);

    /** Lets nothing new in: points the site to nothing, if the run has the traffic. */
    void fallAsleep(RunContext run, AppSpec spec);

    /** Waits until no request of this run is under way, or its grace is over; also after cancel and failure. */
    void releaseTraffic(RunContext run, AppSpec spec);

    /** Takes the traffic from this run if it has it, and marks the deployment as draining. */
    void closeApp(RunContext run, AppSpec spec, AppResult.Ending ending);

    /** Marks the deployment as ended; its output is archived. */
    void endApp(RunContext run, AppSpec spec, AppResult.Ending ending);
}
