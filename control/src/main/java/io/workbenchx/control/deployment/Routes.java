package io.workbenchx.control.deployment;

import io.workbenchx.control.deployment.Route.Upstream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** All routes of all projects, for the front door. */
@Component
public class Routes {

    private final JdbcClient jdbc;

    Routes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional(readOnly = true)
    public List<Route> current() {
        Map<UUID, Route> bare = new LinkedHashMap<>();
        Map<UUID, List<Upstream>> upstreams = new LinkedHashMap<>();
        jdbc.sql("""
                        select e.id, e.project_id, p.name as project, e.name, e.active_run, r.ordinal, r.host, r.socket, r.socket_uid
                        from ops.endpoints e
                        join ops.projects p on p.id = e.project_id and p.archived_at is null
                        left join ops.replicas r on r.run_id = e.active_run and r.state = 'HEALTHY' and r.socket is not null
                        order by e.id, r.ordinal
                        """).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            bare.computeIfAbsent(id, unused -> read(row));
            List<Upstream> of = upstreams.computeIfAbsent(id, unused -> new ArrayList<>());
            if (row.getString("socket") != null) {
                of.add(new Upstream(
                        row.getInt("ordinal"),
                        row.getString("host"),
                        row.getString("socket"),
                        row.getLong("socket_uid")));
            }
        });
        return bare.values().stream()
                .map(route -> new Route(
                        route.endpointId(),
                        route.projectId(),
                        route.project(),
                        route.endpoint(),
                        route.run(),
                        upstreams.getOrDefault(route.endpointId(), List.of())))
                .toList();
    }

    private static Route read(ResultSet row) {
        try {
            return new Route(
                    row.getObject("id", UUID.class),
                    row.getObject("project_id", UUID.class),
                    row.getString("project"),
                    row.getString("name"),
                    row.getObject("active_run", UUID.class),
                    List.of());
        } catch (SQLException e) {
            throw new IllegalStateException("a column of the query above is missing", e);
        }
    }
}
