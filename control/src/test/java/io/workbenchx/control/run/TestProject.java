package io.workbenchx.control.run;

import com.github.f4b6a3.uuid.UuidCreator;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.RunOutcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** A project nobody else uses, and runs admitted, metered and ended in it by the application's role. */
final class TestProject {

    /** A few connections for all tests: what competes is decided in the database. */
    private static final HikariDataSource POOL = pool();

    final JdbcClient jdbc = JdbcClient.create(POOL);
    final RunRecorder recorder =
            new RunRecorder(jdbc, jdbc, new CanonicalJson(JsonMapper.builder().build()));
    final UUID id = UuidCreator.getTimeOrderedEpoch();
    final UUID user = UuidCreator.getTimeOrderedEpoch();

    TestProject(int maxRuns) {
        String name = "p" + id.toString().replace("-", "").substring(8);
        jdbc.sql("insert into ops.users (id, name, role) values (?, ?, 'ENGINEER')")
                .params(user, name)
                .update();
        jdbc.sql("insert into ops.projects (id, name, max_runs, created_by) values (?, ?, ?, ?)")
                .params(id, name, maxRuns, user)
                .update();
    }

    private static HikariDataSource pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(TestDatabase.workbench());
        config.setMaximumPoolSize(32);
        return new HikariDataSource(config);
    }

    TestProject budget(BudgetUnit unit, String limit) {
        jdbc.sql("insert into ops.budgets (project_id, unit, limit_amount) values (?, ?, ?)")
                .params(id, unit.name(), new BigDecimal(limit))
                .update();
        return this;
    }

    /** What became of a request. */
    record Admission(
            UUID run,
            String state,
            boolean existing,
            boolean sameRequest,
            @Nullable String code,
            @Nullable String message) {}

    /** Asks for a run as a request of its own. */
    Admission admit(Map<BudgetUnit, String> reserve) {
        return admit(UUID.randomUUID().toString(), "", reserve, 3, false);
    }

    Admission admit(
            String requestId, String requestSha256, Map<BudgetUnit, String> reserve, int priority, boolean service) {
        List<BudgetUnit> units = List.copyOf(reserve.keySet());
        UUID run = UuidCreator.getTimeOrderedEpoch();
        return jdbc.sql("""
                        select * from ops.admit_run(?, ?, ?, '{}', ?, 'a probe', ?, 'ana', ?, ?, ?, ?, ?, ?, null, null, null, null, true, '{}')
                        """)
                .params(run, id, service ? "deployment" : "probe", "0".repeat(64))
                .params(user, requestId, requestSha256, priority, service)
                .param(units.stream().map(BudgetUnit::name).toArray(String[]::new))
                .param(units.stream()
                        .map(unit -> new BigDecimal(reserve.get(unit)))
                        .toArray(BigDecimal[]::new))
                .query((row, n) -> new Admission(
                        row.getObject("id", UUID.class),
                        row.getString("state"),
                        !row.getObject("id", UUID.class).equals(run),
                        row.getString("request_sha256").equals(requestSha256),
                        row.getString("failure_code"),
                        row.getString("failure_message")))
                .single();
    }

    /** A run that is under way with 10 CPU seconds of the project's budget. */
    UUID running() {
        UUID run = admit(Map.of(BudgetUnit.CPU_SECONDS, "10")).run();
        recorder.record(run, "worker", List.of(), true);
        return run;
    }

    void succeed(UUID run) {
        recorder.finish(run, "worker", RunOutcome.succeeded(null));
    }

    void fail(UUID run, FailureCode code) {
        recorder.finish(run, "worker", RunOutcome.failed(code, "it says " + code));
    }

    String state(UUID run) {
        return jdbc.sql("select state from ops.runs where id = ?")
                .param(run)
                .query(String.class)
                .single();
    }

    /** Types of the run's events, in order. */
    List<String> events(UUID run) {
        return jdbc.sql("select type from ops.run_events where run_id = ? order by seq")
                .param(run)
                .query(String.class)
                .list();
    }

    /** The project's account in one unit. */
    record Account(BigDecimal limit, BigDecimal reserved, BigDecimal spent) {
        boolean holds() {
            return spent.add(reserved).compareTo(limit) <= 0 && reserved.signum() >= 0 && spent.signum() >= 0;
        }
    }

    Account account(BudgetUnit unit) {
        return jdbc.sql("select limit_amount, reserved, spent from ops.budgets where project_id = ? and unit = ?")
                .params(id, unit.name())
                .query((row, n) -> new Account(
                        row.getBigDecimal("limit_amount"), row.getBigDecimal("reserved"), row.getBigDecimal("spent")))
                .single();
    }
}
