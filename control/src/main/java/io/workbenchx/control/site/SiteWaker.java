package io.workbenchx.control.site;

/** Starts services whose site somebody visits: a bean of the operation that owns such sites. */
public interface SiteWaker {

    /** Whether this one knows how. */
    boolean wakes(Site site);

    /**
     * Has the service started, and returns without waiting for it: requests are held until a target appears. Called again, about once a second,
     * while there are visitors and no target; in the access scope of the site's project.
     */
    void wake(Site site);
}
