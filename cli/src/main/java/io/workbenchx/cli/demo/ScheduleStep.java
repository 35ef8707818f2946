package io.workbenchx.cli.demo;

import io.workbenchx.cli.client.ApiException;
import io.workbenchx.cli.schedule.ScheduleView;
import io.workbenchx.cli.schedule.Schedules;
import io.workbenchx.cli.shell.Json;
import java.time.Duration;
import java.util.Optional;

/** The training run by the clock: the schedule is seen to fire, then paused; the run it started must succeed like any other. */
final class ScheduleStep implements DemoStep {

    private static final String NAME = "demo-training";
    private static final String EVERY_TEN_SECONDS = "*/10 * * * * *";

    @Override
    public String title() {
        return "Cron schedule of the training run, seen to fire";
    }

    @Override
    public String take(Journey journey) {
        var schedules = new Schedules(journey.api(), journey.project());
        forget(schedules);
        var training = new Training(journey);
        schedules.create(training.request(Json.object()).put("name", NAME).put("cron", EVERY_TEN_SECONDS));
        var run = fired(journey, schedules);
        schedules.tell(NAME, "pause");
        journey.detail("fired run " + run + ", then paused");
        var schedule = schedules.get(NAME);
        Journey.check(
                ScheduleView.state(schedule).equals("PAUSED"),
                "Schedule " + NAME + " was paused, but is " + ScheduleView.state(schedule) + ".");
        training.proven(journey.runs().await(run));
        journey.facts()
                .putObject("schedule")
                .put("name", NAME)
                .put("cron", EVERY_TEN_SECONDS)
                .put("run", run)
                .put("state", ScheduleView.state(schedule));
        return NAME + " (" + EVERY_TEN_SECONDS + ") started run " + run + ", which succeeded; paused";
    }

    private static String fired(Journey journey, Schedules schedules) {
        return journey.eventually("schedule " + NAME + " starts a run", Duration.ofSeconds(45), () -> {
            var schedule = schedules.get(NAME);
            var outcome = Json.text(schedule, "lastOutcome");
            Journey.check(!outcome.startsWith("REFUSED"), "The run of schedule " + NAME + " was refused: " + outcome);
            return Optional.of(ScheduleView.lastRun(schedule)).filter(run -> !run.isEmpty());
        });
    }

    // An earlier journey's schedule names an earlier dataset version: this one starts afresh.
    private static void forget(Schedules schedules) {
        try {
            schedules.delete(NAME);
        } catch (ApiException refused) {
            if (refused.problem().status() != 404) {
                throw refused;
            }
        }
    }
}
