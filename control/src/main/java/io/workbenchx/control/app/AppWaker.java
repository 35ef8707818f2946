package io.workbenchx.control.app;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteState;
import io.workbenchx.control.site.SiteWaker;
import io.workbenchx.workflows.run.RunKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Wakes apps that sleep when somebody visits them. */
@Component
class AppWaker implements SiteWaker {

    private static final Logger LOG = LoggerFactory.getLogger(AppWaker.class);

    private final AppViews views;
    private final WorkflowClient engine;

    AppWaker(AppViews views, WorkflowClient engine) {
        this.views = views;
        this.engine = engine;
    }

    /** One that starts or is started again needs no waking, but its visitors are held as well. */
    @Override
    public boolean wakes(Site site) {
        return site.kind() == RunKind.APP && site.state() != SiteState.STOPPED && site.state() != SiteState.CRASHED;
    }

    @Override
    public void wake(Site site) {
        views.asleep(site.id()).ifPresent(this::wake);
    }

    private void wake(String workflowId) {
        try {
            engine.newUntypedWorkflowStub(workflowId).signal("wake");
        } catch (WorkflowNotFoundException gone) {
            LOG.info("{} has ended meanwhile", workflowId);
        }
    }
}
