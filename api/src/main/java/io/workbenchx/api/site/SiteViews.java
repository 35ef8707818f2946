package io.workbenchx.api.site;

import io.workbenchx.control.identity.Identity;
import io.workbenchx.control.identity.UserAccount;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteActivity;
import io.workbenchx.control.site.SiteUsage;
import io.workbenchx.control.site.Sites;
import org.springframework.stereotype.Component;

/** Puts together what is told about a site. */
@Component
class SiteViews {

    private final Sites sites;
    private final SiteUsage usage;
    private final Identity identity;

    SiteViews(Sites sites, SiteUsage usage, Identity identity) {
        this.sites = sites;
        this.usage = usage;
        this.identity = identity;
    }

    SiteView of(Site site) {
        SiteActivity activity = sites.activity(site.id());
        return new SiteView(
                site.label(),
                sites.url(site),
                site.kind().wireName(),
                site.name(),
                identity.user(site.owner()).map(UserAccount::name).orElse(""),
                site.access(),
                site.state(),
                site.reason(),
                activity.lastRequestAt(),
                activity.openConnections(),
                usage.totals(site.id()));
    }
}
