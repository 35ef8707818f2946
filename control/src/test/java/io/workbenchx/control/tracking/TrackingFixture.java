package io.workbenchx.control.tracking;

import com.github.f4b6a3.uuid.UuidCreator;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Projects and runs to track, and the services over a real database. */
final class TrackingFixture {

    private final JdbcClient jdbc;

    TrackingFixture(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    TrackingService tracking() {
        return new TrackingService(
                new ExperimentService(new ExperimentRepository(jdbc)),
                new TrackedRunRepository(jdbc),
                new RunTags(jdbc));
    }

    UUID project() {
        UUID user = UuidCreator.getTimeOrderedEpoch();
        UUID project = UuidCreator.getTimeOrderedEpoch();
        String name = "p" + project.toString().replace("-", "").substring(8, 32);
        jdbc.sql("insert into ops.users (id, name, role) values (?, ?, 'ENGINEER')")
                .params(user, name)
                .update();
        jdbc.sql("insert into ops.projects (id, name, created_by) values (?, ?, ?)")
                .params(project, name, user)
                .update();
        return project;
    }

    UUID run(UUID project, String kind) {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, ?, '{}', ?, '', (select created_by from ops.projects where id = ?), 'test',
                          ?, '', 3, true, array[]::text[], array[]::numeric[], null, null, null, null, '{}')
                        """)
                .params(run, project, kind, "0".repeat(64), project, run.toString())
                .query(String.class)
                .single();
        return run;
    }

    void finish(UUID run) {
        jdbc.sql("select ops.finish_run(?, 'test', 'SUCCEEDED', null, null, null, true, '{}')")
                .param(run)
                .query(String.class)
                .single();
    }
}
