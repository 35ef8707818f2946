package io.workbenchx.workflows.replica;

import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A host whose processes do what the test says: come up or not, live until told, die when asked. */
public class FakeHost implements ReplicaActivities {

    private final String name;
    private final List<String> happened;
    public final List<Integer> starts = new CopyOnWriteArrayList<>();
    private final Map<Integer, BlockingQueue<Object>> fates = new ConcurrentHashMap<>();
    public volatile int healthyFromStart = 1;
    public volatile @Nullable FailureCode refusal;

    public FakeHost(String name, List<String> happened) {
        this.name = name;
        this.happened = happened;
    }

    @Override
    public String chooseReplicaHost(RunContext run) {
        return name;
    }

    /** Ends the process of the replica: a String is the reason of its exit, a FailureCode a failure of the watch. */
    public void end(int ordinal, Object fate) {
        fates.computeIfAbsent(ordinal, o -> new LinkedBlockingQueue<>()).add(fate);
    }

    /** Starts a process. */
    protected ReplicaProcess start(int ordinal, int start) {
        if (refusal != null) {
            throw ApplicationFailure.newNonRetryableFailure("refused by " + name, refusal.name());
        }
        starts.add(ordinal);
        happened.add("started " + ordinal);
        return new ReplicaProcess(ordinal, name, start);
    }

    @Override
    public @Nullable ReplicaExit awaitHealthy(RunContext run, ReplicaTerms terms, ReplicaProcess process) {
        return process.attempt() >= healthyFromStart ? null : new ReplicaExit("exited with code 1: no such file");
    }

    @Override
    public ReplicaExit watchReplica(RunContext run, ReplicaTerms terms, ReplicaProcess process) {
        BlockingQueue<Object> fate = fates.computeIfAbsent(process.ordinal(), o -> new LinkedBlockingQueue<>());
        try {
            while (true) {
                Activity.getExecutionContext().heartbeat(null);
                Object ended = fate.poll(20, TimeUnit.MILLISECONDS);
                if (ended instanceof FailureCode code) {
                    throw ApplicationFailure.newNonRetryableFailure("it says " + code, code.name());
                }
                if (ended != null) {
                    return new ReplicaExit(ended.toString());
                }
            }
        } catch (ActivityCompletionException stopped) {
            happened.add("stopped " + process.ordinal());
            throw stopped;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void releaseReplica(RunContext run, ReplicaTerms terms, int ordinal) {
        happened.add("released " + ordinal);
    }
}
