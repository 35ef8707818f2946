package io.workbenchx.control.app;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteWaker;
import io.workbenchx.workflows.run.RunKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Wakes apps that sleep when somebody visits them. */
@Component
class AppWaker implements SiteWaker {

    private static final Logger LOG = LoggerFactory.getLogger(AppWaker.class);

    private final JdbcClient jdbc;
    private final WorkflowClient engine;

    AppWaker(JdbcClient jdbc, WorkflowClient engine) {
        this.jdbc = jdbc;
        this.engine = engine;
    }

    @Override
    public boolean wakes(Site site) {
        return site.kind() == RunKind.APP;
    }

    @Override
    @Transactional(readOnly = true)
    public void wake(Site site) {
        jdbc.sql("""
                        select p.name || '/app/' || a.active_run from ops.apps a
                        join ops.projects p on p.id = a.project_id
                        join ops.app_deployments d on d.run_id = a.active_run and d.state = 'ASLEEP'
                        where a.site_id = ?
                        """).param(site.id()).query(String.class).optional().ifPresent(this::wake);
    }

    private void wake(String workflowId) {
        try {
            engine.newUntypedWorkflowStub(workflowId).signal("wake");
        } catch (WorkflowNotFoundException gone) {
            LOG.info("{} has ended meanwhile", workflowId);
        }
    }
}
