package io.workbenchx.control.run;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.workbenchx.control.DatabaseConfiguration;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunOutcome;
import io.workbenchx.workflows.run.RunState;
import io.workbenchx.workflows.run.WorkbenchException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes what happens in a run. Each method that writes is one call of a database function and one commit; each may be repeated without harm.
 * The functions are the owner's and ask nobody, so these calls need neither a transaction nor an access scope.
 */
@Component
public class RunRecorder implements DisposableBean {

    private static final RowMapper<Standing> STANDING = (row, n) -> {
        String exhausted = row.getString("exhausted");
        return new Standing(
                RunState.valueOf(row.getString("state")),
                row.getBoolean("cancel_requested"),
                exhausted == null ? null : BudgetUnit.valueOf(exhausted));
    };

    /** What the database answered last, while that is news. */
    private final Cache<UUID, Standing> told = Caffeine.newBuilder()
            .expireAfterWrite(Duration.ofSeconds(1))
            .maximumSize(100_000)
            .build();

    private final PendingEvents pending = new PendingEvents((run, actor, events) -> write(run, actor, events, true));
    private final JdbcClient functions;
    private final JdbcClient tables;
    private final CanonicalJson json;

    RunRecorder(
            @Qualifier(DatabaseConfiguration.FUNCTIONS) JdbcClient functions, JdbcClient tables, CanonicalJson json) {
        this.functions = functions;
        this.tables = tables;
        this.json = json;
    }

    /**
     * One event to append.
     *
     * @param type lower-case words joined by dots, such as {@code step.completed}
     * @param key stored once per run; null = always appended
     * @param data particulars; no secrets
     */
    public record NewEvent(String type, @Nullable String key, Map<String, ?> data) {

        /** Under which an event of one attempt of a step is stored, once. */
        public static String stepKey(String engineRun, String activity, int attempt, String type) {
            return String.join("/", engineRun, activity, String.valueOf(attempt), type);
        }
    }

    /**
     * Whether the run may go on.
     *
     * @param exhausted the unit whose reservation is used up
     */
    public record Standing(
            RunState state,
            boolean cancelRequested,
            @Nullable BudgetUnit exhausted) {

        /**
         * @throws WorkbenchException CANCELLED or BUDGET_EXHAUSTED when the run must stop
         */
        public void check() {
            if (state.terminal()) {
                throw new WorkbenchException(FailureCode.CANCELLED, "The run has ended already (" + state + ").");
            }
            if (cancelRequested) {
                throw new WorkbenchException(FailureCode.CANCELLED, "The run was cancelled.");
            }
            if (exhausted != null) {
                throw new WorkbenchException(
                        FailureCode.BUDGET_EXHAUSTED,
                        "The run has used up the " + exhausted
                                + " reserved for it: start it again with a larger budget.");
            }
        }
    }

    /**
     * Whether the run may go on, without writing anything. What the database told this process about the run less than a second ago still
     * counts: a cancel that another process took in that moment stops the run through the engine, or at its next step.
     */
    public Standing standing(UUID runId) {
        return told.get(
                runId,
                asked -> functions
                        .sql("select * from ops.run_standing(?)")
                        .param(asked)
                        .query(STANDING)
                        .single());
    }

    /** A run has just been admitted: its first step need not ask. */
    void admitted(Run run) {
        told.put(run.id(), new Standing(run.state(), false, null));
    }

    /** Appends the event of a short step that has succeeded, and moves the run to RUNNING: with the next call about the run, or in a moment. */
    public void recordSoon(UUID runId, String actor, NewEvent event) {
        pending.add(runId, actor, List.of(event));
    }

    /**
     * Appends events, in order.
     *
     * @param running whether the run is thereby RUNNING if it was not yet
     */
    public Standing record(UUID runId, String actor, List<NewEvent> events, boolean running) {
        return withPending(runId, actor, before -> {
            List<NewEvent> all = new ArrayList<>(before);
            all.addAll(events);
            return write(runId, actor, all, running || !before.isEmpty());
        });
    }

    /** What waits for a run goes along with a call about it, and waits on when the call fails. */
    private <T> T withPending(UUID runId, String actor, Function<List<NewEvent>, T> call) {
        List<NewEvent> before = pending.take(runId);
        try {
            return call.apply(before);
        } catch (DataAccessException away) {
            if (!before.isEmpty()) {
                pending.add(runId, actor, before);
            }
            throw away;
        }
    }

    private Standing write(UUID runId, String actor, List<NewEvent> events, boolean running) {
        Standing standing = functions
                .sql("select * from ops.record_events(?, ?, ?, ?, ?, ?)")
                .params(runId, actor, types(events), keys(events), data(events), running)
                .query(STANDING)
                .single();
        told.put(runId, standing);
        return standing;
    }

    /**
     * Charges usage to the run's reservation.
     *
     * @param meter what was measured, unique within the run; survives attempts
     * @param totals all that this meter has counted so far, not the difference
     */
    public Standing meter(UUID runId, String meter, Map<BudgetUnit, BigDecimal> totals) {
        List<Map.Entry<BudgetUnit, BigDecimal>> entries = List.copyOf(totals.entrySet());
        Standing standing = functions
                .sql("select * from ops.meter_run(?, ?, ?, ?)")
                .params(
                        runId,
                        meter,
                        entries.stream().map(entry -> entry.getKey().name()).toArray(String[]::new),
                        entries.stream().map(Map.Entry::getValue).toArray(BigDecimal[]::new))
                .query(STANDING)
                .single();
        told.put(runId, standing);
        return standing;
    }

    /** Ends the run unless it has ended; returns the state it is in then. */
    public RunState finish(UUID runId, String actor, RunOutcome outcome) {
        Map<String, Object> data = new LinkedHashMap<>();
        if (outcome.code() != null) {
            data.put("code", outcome.code().name());
        }
        if (outcome.message() != null) {
            data.put("message", outcome.message());
        }
        String result = outcome.result() == null ? null : json.write(outcome.result());
        if (result != null) {
            data.put("resultSha256", CanonicalJson.sha256(result));
        }
        RunState state = withPending(
                runId,
                actor,
                before -> RunState.valueOf(functions
                        .sql("select ops.finish_run(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                        .params(runId, actor, outcome.state().name())
                        .param(outcome.code() == null ? null : outcome.code().name())
                        .param(outcome.message())
                        .param(result)
                        .params(json.write(data), types(before), keys(before), data(before))
                        .query(String.class)
                        .single()));
        told.invalidate(runId);
        return state;
    }

    private static String[] types(List<NewEvent> events) {
        return events.stream().map(NewEvent::type).toArray(String[]::new);
    }

    private static String[] keys(List<NewEvent> events) {
        return events.stream().map(NewEvent::key).toArray(String[]::new);
    }

    private String[] data(List<NewEvent> events) {
        return events.stream().map(event -> json.write(event.data())).toArray(String[]::new);
    }

    /** Writes the events that still wait. */
    @Override
    public void destroy() {
        pending.close();
    }

    /** Asks the run to stop; false when it has ended. */
    public boolean requestCancel(UUID runId, String actor, @Nullable String reason) {
        boolean asked = functions
                .sql("select ops.request_cancel(?, ?, ?)")
                .params(runId, actor, json.write(reason == null ? Map.of() : Map.of("reason", reason)))
                .query(Boolean.class)
                .single();
        told.invalidate(runId);
        return asked;
    }

    /** The engine lost the run: returns the number of the attempt that may start now. */
    public int nextAttempt(UUID runId, int lostAttempt, String reason) {
        return functions
                .sql("select ops.next_attempt(?, ?, ?)")
                .params(runId, lostAttempt, reason)
                .query(Integer.class)
                .single();
    }

    /** Whether an event with this key is on record. */
    public boolean recorded(UUID runId, String key) {
        return tables.sql("select exists (select 1 from ops.run_events where run_id = ? and key = ?)")
                .params(runId, key)
                .query(Boolean.class)
                .single();
    }

    /** Gives free places to queued runs; returns how many were admitted. */
    public int admitQueued() {
        return functions.sql("select ops.admit_queued()").query(Integer.class).single();
    }

    /** What each unit of the run's budget stands at. */
    public Map<BudgetUnit, RunCost> cost(UUID runId) {
        Map<BudgetUnit, RunCost> cost = new LinkedHashMap<>();
        tables.sql("select unit, reserved, spent from ops.run_budgets where run_id = ? order by unit")
                .param(runId)
                .query(row -> {
                    cost.put(
                            BudgetUnit.valueOf(row.getString("unit")),
                            new RunCost(row.getBigDecimal("reserved"), row.getBigDecimal("spent")));
                });
        return cost;
    }

    /** Reserved for a run, and used by it. */
    public record RunCost(BigDecimal reserved, BigDecimal spent) {}
}
