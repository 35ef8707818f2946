package io.workbenchx.workflows.session;

/** The ways in which a session ends; its workspace is saved in all of them. */
public enum SessionEnding {
    /** By its owner. */
    STOPPED,
    /** Nobody used it, and nothing in it worked. */
    IDLE,
    /** Its time was over. */
    EXPIRED,
    CANCELLED,
    /** JupyterLab did not start, or ended by itself. */
    FAILED
}
