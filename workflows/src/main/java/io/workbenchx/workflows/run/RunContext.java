package io.workbenchx.workflows.run;

import java.util.UUID;

/**
 * Which run a workflow and its activities belong to.
 *
 * @param runId UUIDv7 of the run
 * @param project name (slug) of the project
 * @param kind what is done
 * @param actor name of the user who asked
 * @param attempt counts restarts by the control plane after an engine without durable history was lost; fences late results
 * @param gated whether people must have approved it before its work begins; absent, and so false, in contexts of older builds
 */
public record RunContext(
        UUID runId, UUID projectId, String project, RunKind kind, String actor, int attempt, boolean gated) {

    /** A run that nobody needs to approve. */
    public RunContext(UUID runId, UUID projectId, String project, RunKind kind, String actor, int attempt) {
        this(runId, projectId, project, kind, actor, attempt, false);
    }

    /** {@code <project>/<kind>/<run id>}: the payload codec finds the project's key by it. */
    public String workflowId() {
        return project + "/" + kind.wireName() + "/" + runId;
    }
}
