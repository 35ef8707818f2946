package io.workbenchx.control.overview;

import io.workbenchx.control.project.BudgetUnit;
import io.workbenchx.control.project.Project;
import io.workbenchx.control.project.ProjectService;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Puts together what a dashboard shows of one project: its runs, how complete their lineage is, and its budget. */
@Component
public class ProjectOverview {

    private final JdbcClient jdbc;
    private final ProjectService projects;

    ProjectOverview(JdbcClient jdbc, ProjectService projects) {
        this.jdbc = jdbc;
        this.projects = projects;
    }

    /**
     * A project at a glance.
     *
     * @param runs number of runs by state
     */
    public record Overview(
            String project,
            Map<String, Long> runs,
            Lineage lineage,
            Map<BudgetUnit, ProjectService.BudgetState> budget) {}

    /**
     * How much of what was made is known to its roots (GOV-8).
     *
     * @param succeeded runs that train, track or deploy and succeeded
     * @param complete those of them with data, code, runtime and parameters on record
     * @param share complete of succeeded, 0 to 1; null when nothing succeeded yet
     */
    public record Lineage(
            long succeeded, long complete, @Nullable Double share) {}

    /** How the project stands now. */
    @Transactional(readOnly = true)
    public Overview of(Project project) {
        Map<String, Long> states = new LinkedHashMap<>();
        jdbc.sql("select state, count(*) as runs from ops.runs where project_id = ? group by state order by state")
                .param(project.id())
                .query(row -> {
                    states.put(row.getString("state"), row.getLong("runs"));
                });
        Lineage lineage = jdbc.sql("""
                        select count(*) as succeeded, count(*) filter (where lineage_complete) as complete from ops.runs
                        where project_id = ? and state = 'SUCCEEDED' and kind not in ('probe', 'environment')
                        """)
                .param(project.id())
                .query((row, n) -> lineage(row.getLong("succeeded"), row.getLong("complete")))
                .single();
        return new Overview(project.name(), states, lineage, projects.budget(project));
    }

    private static Lineage lineage(long succeeded, long complete) {
        return new Lineage(succeeded, complete, succeeded == 0 ? null : (double) complete / succeeded);
    }
}
