package io.workbenchx.api.frontdoor;

import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteWaker;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Wakes services of tests, as an operation would. */
@Component
class WakerOfTests implements SiteWaker {

    static final Map<UUID, Runnable> ACTIONS = new ConcurrentHashMap<>();

    @Override
    public boolean wakes(Site site) {
        return ACTIONS.containsKey(site.id());
    }

    @Override
    public void wake(Site site) {
        ACTIONS.getOrDefault(site.id(), () -> {}).run();
    }
}
