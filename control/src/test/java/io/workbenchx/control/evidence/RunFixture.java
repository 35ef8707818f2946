package io.workbenchx.control.evidence;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.run.CanonicalJson;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Runs with real chains, written through the functions of the schema by the application's role. */
final class RunFixture {

    static final String SPEC = "{\"steps\":1}";

    final DataSource application = TestDatabase.workbench();
    final JdbcClient jdbc = JdbcClient.create(application);
    final JdbcClient owner = JdbcClient.create(TestDatabase.owner());
    final UUID user = UuidCreator.getTimeOrderedEpoch();
    final UUID project = UuidCreator.getTimeOrderedEpoch();
    final String name = "p" + project.toString().replace("-", "").substring(8, 32);

    RunFixture() {
        jdbc.sql("insert into ops.users (id, name, role) values (?, ?, 'ENGINEER')")
                .params(user, name)
                .update();
        jdbc.sql("insert into ops.projects (id, name, created_by) values (?, ?, ?)")
                .params(project, name, user)
                .update();
        jdbc.sql("insert into ops.budgets (project_id, unit, limit_amount) values (?, 'CPU_SECONDS', 1000)")
                .param(project)
                .update();
    }

    ChainVerifier verifier() {
        return new ChainVerifier(new JdbcTemplate(application));
    }

    UUID start(String kind, String spec, String specSha256) {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, ?, ?, ?, 'a probe', ?, ?,
                          ?, '', 3, false, array['CPU_SECONDS'], array[10::numeric], null, null, null, null, true, '{"kind":"probe"}')
                        """)
                .params(run, project, kind, spec, specSha256, user, name, run.toString())
                .query(String.class)
                .single();
        return run;
    }

    void record(UUID run, String type) {
        jdbc.sql(
                        "select state from ops.record_events(?, 'worker', array[?], array[null], array['{\"step\":\"one\"}'], true)")
                .params(run, type)
                .query(String.class)
                .single();
    }

    void spend(UUID run, int cpuSeconds) {
        jdbc.sql("select state from ops.meter_run(?, 'main', array['CPU_SECONDS'], array[?::numeric])")
                .params(run, cpuSeconds)
                .query(String.class)
                .single();
    }

    void finish(UUID run) {
        jdbc.sql("select ops.finish_run(?, 'worker', 'SUCCEEDED', null, null, '{\"steps\":1}', '{}')")
                .param(run)
                .query(String.class)
                .single();
    }

    /** A finished run with six events: queued, admitted, running, two steps, succeeded. */
    UUID finished() {
        UUID run = start("probe", SPEC, sha256(SPEC));
        record(run, "step.completed");
        record(run, "step.completed");
        spend(run, 2);
        finish(run);
        return run;
    }

    static String sha256(String text) {
        return CanonicalJson.sha256(text);
    }
}
