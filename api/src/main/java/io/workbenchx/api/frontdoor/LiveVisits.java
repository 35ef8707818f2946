package io.workbenchx.api.frontdoor;

import io.workbenchx.api.frontdoor.SiteGuests.Answer;
import io.workbenchx.api.frontdoor.SiteGuests.Credential;
import io.workbenchx.api.frontdoor.SiteGuests.Guest;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteAccess;
import io.workbenchx.control.site.SiteVisits;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Everything that is open at sites. Whoever may not be there any more is put out: the cookie or key was revoked, the membership is gone, the
 * site was closed or is open to fewer people. While the database is away nobody is put out, and nobody new gets in.
 */
final class LiveVisits {

    private static final Logger LOG = LoggerFactory.getLogger(LiveVisits.class);

    private final SiteTable sites;
    private final SiteGuests guests;
    private final SiteVisits visits;
    private final Set<Visit> open = ConcurrentHashMap.newKeySet();

    LiveVisits(SiteTable sites, SiteGuests guests, SiteVisits visits) {
        this.sites = sites;
        this.guests = guests;
        this.visits = visits;
    }

    /** A request or WebSocket under way; each is itself only. */
    static final class Visit {
        private final Site site;
        private final Guest guest;
        private final @Nullable Credential credential;
        private final Runnable end;

        /**
         * @param credential null: the site is public
         * @param end breaks it off, from any thread
         */
        Visit(Site site, Guest guest, @Nullable Credential credential, Runnable end) {
            this.site = site;
            this.guest = guest;
            this.credential = credential;
            this.end = end;
        }
    }

    void began(Visit visit) {
        open.add(visit);
    }

    void ended(Visit visit) {
        open.remove(visit);
    }

    /** Puts out whoever may not be there any more; not for event loops. */
    void sweep() {
        try {
            Collection<Visit> now = Set.copyOf(open);
            Set<UUID> good = goodSessions(now);
            Map<Object, Boolean> judged = new HashMap<>();
            now.stream().filter(visit -> !mayStay(visit, good, judged)).forEach(visit -> visit.end.run());
        } catch (DataAccessException | WorkbenchException away) {
            LOG.warn("Open visits are not checked: {}", away.getMessage());
        }
    }

    private void putOut(Visit visit) {
        LOG.info(
                "{} is put out of {}",
                visit.guest.name() == null ? "a visitor" : visit.guest.name(),
                visit.site.label());
        visit.end.run();
    }

    /** A browser leaves: what it has open ends. */
    void leave(UUID session) {
        open.stream().filter(visit -> session.equals(visit.guest.session())).forEach(visit -> visit.end.run());
    }

    private Set<UUID> goodSessions(Collection<Visit> now) {
        Set<UUID> sessions = now.stream()
                .map(visit -> visit.guest.session())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(HashSet::new));
        return sessions.isEmpty() ? Set.of() : visits.good(sessions);
    }

    private record ByKey(UUID site, String key) {}

    private boolean mayStay(Visit visit, Set<UUID> good, Map<Object, Boolean> judged) {
        Site site = sites.site(visit.site.id());
        if (site == null || !site.label().equals(visit.site.label())) {
            return false;
        }
        Credential credential = visit.credential;
        if (credential == null) {
            return site.access() == SiteAccess.PUBLIC;
        }
        UUID session = visit.guest.session();
        return session != null
                ? good.contains(session)
                : judged.computeIfAbsent(
                        new ByKey(site.id(), credential.value()),
                        key -> guests.judge(site, credential) instanceof Answer.Welcome);
    }
}
