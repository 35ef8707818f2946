package io.workbenchx.api.problem;

import io.workbenchx.workflows.run.WorkbenchException;

/** How a drop-in protocol words failures. A protocol plugs in by being a bean of this type. */
public interface ProtocolErrors {

    /** Whether the path belongs to the protocol. */
    boolean speaks(String path);

    Answer answer(WorkbenchException failure);

    /**
     * @param body serialised as JSON
     */
    record Answer(int status, Object body) {}
}
