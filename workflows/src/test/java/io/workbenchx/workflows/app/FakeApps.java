package io.workbenchx.workflows.app;

import io.workbenchx.workflows.replica.FakeHost;
import io.workbenchx.workflows.replica.ReplicaProcess;
import io.workbenchx.workflows.run.RunActivities;
import io.workbenchx.workflows.run.RunContext;
import io.workbenchx.workflows.run.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Control plane and host of apps in memory, with what happened to them in order. */
final class FakeApps extends FakeHost implements AppActivities, AppServerActivities, RunActivities {

    final List<String> happened;
    final Map<UUID, RunOutcome> outcomes = new ConcurrentHashMap<>();
    private final List<UUID> served = new CopyOnWriteArrayList<>();
    volatile @Nullable UUID active;
    volatile @Nullable Instant lastRequest;
    volatile int open;
    volatile int asked;

    FakeApps() {
        this(new CopyOnWriteArrayList<>());
    }

    private FakeApps(List<String> happened) {
        super("h1", happened);
        this.happened = happened;
    }

    @Override
    public ReplicaProcess startApp(RunContext run, AppSpec spec, int ordinal, int start) {
        return start(ordinal, start);
    }

    @Override
    public AppStanding openApp(RunContext run, AppSpec spec) {
        return standing(run, null);
    }

    @Override
    public synchronized AppStanding takeTraffic(RunContext run, AppSpec spec) {
        AppStanding standing = standing(run, active);
        if (standing.successor() == null) {
            happened.add("routed");
            served.add(run.runId());
            active = run.runId();
        }
        return standing;
    }

    private AppStanding standing(RunContext run, @Nullable UUID before) {
        UUID newer = active != null && active.compareTo(run.runId()) > 0 ? active : null;
        List<UUID> older = Optional.ofNullable(before)
                .filter(other -> !other.equals(run.runId()))
                .map(List::of)
                .orElse(List.of());
        return new AppStanding(7, older, newer, served.contains(run.runId()));
    }

    @Override
    public void followReplicas(RunContext run, AppSpec spec) {
        happened.add("followed");
    }

    @Override
    public synchronized AppUse appUse(RunContext run, AppSpec spec) {
        asked++;
        return new AppUse(lastRequest, open);
    }

    @Override
    public void fallAsleep(RunContext run, AppSpec spec) {
        happened.add("asleep");
    }

    @Override
    public void releaseTraffic(RunContext run, AppSpec spec) {
        happened.add("drained");
    }

    @Override
    public void closeApp(RunContext run, AppSpec spec, AppResult.Ending ending) {
        happened.add("closed");
        if (run.runId().equals(active)) {
            active = null;
        }
    }

    @Override
    public void endApp(RunContext run, AppSpec spec, AppResult.Ending ending) {
        happened.add("ended " + ending);
    }

    @Override
    public void finishRun(RunContext run, RunOutcome outcome) {
        outcomes.putIfAbsent(run.runId(), outcome);
    }
}
