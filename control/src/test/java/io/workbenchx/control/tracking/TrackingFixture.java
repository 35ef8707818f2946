package io.workbenchx.control.tracking;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.TestDatabase;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.Role;
import io.workbenchx.control.project.Project;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A project of its own, runs in it, and the services over a real database. */
final class TrackingFixture {

    /** One connection for all tests: opening one costs more than most of what they do. */
    private static final DataSource DATABASE = connected();

    final JdbcClient jdbc = JdbcClient.create(DATABASE);
    final TrackedRunRepository runs = new TrackedRunRepository(jdbc);
    final KeyedValues values = new KeyedValues(jdbc);
    final RunAccess access = new RunAccess(runs);
    final ExperimentRepository experimentRows = new ExperimentRepository(jdbc);
    final ExperimentService experiments = new ExperimentService(experimentRows, runs);
    final TrackingService tracking = new TrackingService(experiments, runs, values, access);
    final ClientRuns clients = new ClientRuns(experiments, tracking, runs, values, access, new Admitting());
    final RunDataService data =
            new RunDataService(access, runs, new MetricRepository(jdbc), values, new RunInputRepository(jdbc));
    final TrackingSearch search = new TrackingSearch(runs, experimentRows);
    final Project project = project();
    final Caller ana = new Caller(project.createdBy(), "ana", Role.ENGINEER, null, null, null);

    private static DataSource connected() {
        try {
            return new SingleConnectionDataSource(TestDatabase.workbench().getConnection(), true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another project with the same owner. */
    Project project() {
        UUID user = UuidCreator.getTimeOrderedEpoch();
        UUID id = UuidCreator.getTimeOrderedEpoch();
        String name = "p" + id.toString().replace("-", "").substring(8, 32);
        jdbc.sql("insert into ops.users (id, name, role) values (?, ?, 'ENGINEER')")
                .params(user, name)
                .update();
        jdbc.sql("insert into ops.projects (id, name, created_by) values (?, ?, ?)")
                .params(id, name, user)
                .update();
        return new Project(id, name, null, null, 8, user, Instant.now(), null);
    }

    Caller token(UUID run) {
        return new Caller(project.createdBy(), "ana", Role.ENGINEER, null, project.id(), run);
    }

    /** A job that is open for logging. */
    UUID training(String experiment) {
        return training(experiment, null);
    }

    UUID training(String experiment, @Nullable String name) {
        UUID run = admit(project, "training");
        tracking.open(project.id(), run, experiment, name, "ana");
        return run;
    }

    UUID admit(Project where, String kind) {
        UUID run = UuidCreator.getTimeOrderedEpoch();
        jdbc.sql("""
                        select state from ops.admit_run(?, ?, ?, '{}', ?, '', ?, 'test', ?, '', 3, true,
                          array[]::text[], array[]::numeric[], null, null, null, null, true, '{}')
                        """)
                .params(run, where.id(), kind, "0".repeat(64), where.createdBy(), run.toString())
                .query(String.class)
                .single();
        return run;
    }

    void finish(UUID run, String state) {
        jdbc.sql("select ops.finish_run(?, 'test', ?, null, null, null, '{}')")
                .params(run, state)
                .query(String.class)
                .single();
    }

    /** Runs from outside, without an engine: they are admitted, and end when told so. */
    private final class Admitting implements ExternalRuns {

        @Override
        public UUID start(Caller caller, Project where, String experimentName, @Nullable String runName) {
            return admit(where, "tracking");
        }

        @Override
        public void finish(Caller caller, Project where, UUID runId, String status) {
            TrackingFixture.this.finish(runId, status.equals("FINISHED") ? "SUCCEEDED" : "FAILED");
        }
    }
}
