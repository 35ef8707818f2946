package io.workbenchx.control.deployment;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.workflows.deployment.DeploymentResult.Ending;
import io.workbenchx.workflows.deployment.DeploymentSpec;
import io.workbenchx.workflows.run.RunContext;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes the tables {@code ops.endpoints} and {@code ops.model_deployments}. Callers hold a transaction. */
@Component
class EndpointRepository {

    private final JdbcClient jdbc;

    EndpointRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Enters the endpoint if it is new; returns its id. */
    UUID ensure(RunContext run, String name) {
        jdbc.sql("""
                        insert into ops.endpoints (id, project_id, name, created_by_run) values (?, ?, ?, ?)
                        on conflict (project_id, name) do nothing
                        """)
                .params(UuidCreator.getTimeOrderedEpoch(), run.projectId(), name, run.runId())
                .update();
        return lock(run, name);
    }

    /** Takes the endpoint's row, so that switches of the same endpoint happen one after the other. */
    UUID lock(RunContext run, String name) {
        return jdbc.sql("select id from ops.endpoints where project_id = ? and name = ? for update")
                .params(run.projectId(), name)
                .query(UUID.class)
                .single();
    }

    void enter(RunContext run, DeploymentSpec spec, UUID endpoint) {
        jdbc.sql("""
                        insert into ops.model_deployments (run_id, project_id, endpoint_id, model, version, model_digest, runtime_id,
                          runtime_digest, replicas, state)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'STARTING') on conflict (run_id) do nothing
                        """)
                .params(
                        run.runId(),
                        run.projectId(),
                        endpoint,
                        spec.model(),
                        spec.version(),
                        spec.modelDigest(),
                        spec.runtime().id(),
                        spec.runtime().digest(),
                        spec.replicas())
                .update();
    }

    boolean served(UUID run) {
        return jdbc.sql("select routed_at is not null from ops.model_deployments where run_id = ?")
                .param(run)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /** A run that asked later than this one, has the traffic, and has not ended. */
    Optional<UUID> successor(UUID endpoint, UUID run) {
        return jdbc.sql("""
                        select e.active_run from ops.endpoints e join ops.runs r on r.id = e.active_run
                        where e.id = ? and e.active_run > ? and r.finished_at is null
                        """).params(endpoint, run).query(UUID.class).optional();
    }

    /** Runs that asked before this one, had the traffic, and have not been told to end. */
    List<UUID> predecessors(UUID endpoint, UUID run) {
        return jdbc.sql("""
                        select run_id from ops.model_deployments
                        where endpoint_id = ? and run_id < ? and state = 'SERVING' order by run_id
                        """).params(endpoint, run).query(UUID.class).list();
    }

    /** Whether the traffic was elsewhere before. */
    boolean route(UUID endpoint, UUID run) {
        int moved = jdbc.sql(
                        "update ops.endpoints set active_run = ?, switched_at = now() where id = ? and active_run is distinct from ?")
                .params(run, endpoint, run)
                .update();
        jdbc.sql(
                        "update ops.model_deployments set state = 'SERVING', routed_at = coalesce(routed_at, now()) where run_id = ? and ended_at is null")
                .param(run)
                .update();
        return moved > 0;
    }

    /** Whether this run had the traffic. */
    boolean unroute(UUID endpoint, UUID run) {
        int closed = jdbc.sql(
                        "update ops.endpoints set active_run = null, switched_at = now() where id = ? and active_run = ?")
                .params(endpoint, run)
                .update();
        jdbc.sql("update ops.model_deployments set state = 'DRAINING' where run_id = ? and ended_at is null")
                .param(run)
                .update();
        return closed > 0;
    }

    void end(UUID run, Ending ending) {
        jdbc.sql("update ops.model_deployments set state = ?, ended_at = now() where run_id = ? and ended_at is null")
                .params(ending.name(), run)
                .update();
        jdbc.sql(
                        "update ops.replicas set state = 'STOPPED', updated_at = now() where run_id = ? and state <> 'STOPPED'")
                .param(run)
                .update();
    }
}
