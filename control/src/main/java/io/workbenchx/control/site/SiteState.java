package io.workbenchx.control.site;

/** How the service of a site stands: what visitors are told while nothing answers. */
public enum SiteState {
    STARTING,
    RUNNING,
    /** Nobody used it; the next request starts it. */
    ASLEEP,
    STOPPED,
    CRASHED
}
