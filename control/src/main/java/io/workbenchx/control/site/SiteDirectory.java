package io.workbenchx.control.site;

import io.workbenchx.control.site.SiteTargets.Row;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** All open sites with their targets, for front doors. */
@Component
public class SiteDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(SiteDirectory.class);

    private final JdbcClient jdbc;
    private final SiteTargets targets;
    /** Opened before: a front door reads the directory twice a second, and it seldom changes. */
    private volatile Map<Sealed, Map<String, String>> opened = Map.of();

    SiteDirectory(JdbcClient jdbc, SiteTargets targets) {
        this.jdbc = jdbc;
        this.targets = targets;
    }

    private record Sealed(UUID site, Target target, ByteBuffer text) {}

    /** A site, and what answers for it. */
    public record Listing(Site site, List<Target> targets) {
        /** Whether any of them takes new requests. */
        public boolean serves() {
            return targets.stream().anyMatch(target -> target.weight() > 0);
        }
    }

    @Transactional(readOnly = true)
    public List<Listing> current() {
        Map<UUID, List<Target>> bySite = new HashMap<>();
        Map<Sealed, Map<String, String>> next = new HashMap<>();
        for (Row row : targets.all()) {
            headers(row, next)
                    .ifPresent(headers -> bySite.computeIfAbsent(row.site(), unused -> new ArrayList<>())
                            .add(with(row.target(), headers)));
        }
        opened = next;
        return jdbc.sql("select " + SiteRows.COLUMNS + """
                         from ops.sites s join ops.projects p on p.id = s.project_id and p.archived_at is null where s.closed_at is null
                        """).query(SiteRows::read).list().stream()
                .map(site -> new Listing(site, bySite.getOrDefault(site.id(), List.of())))
                .toList();
    }

    /** Empty for a target whose headers were tampered with: nothing is sent there. */
    private Optional<Map<String, String>> headers(Row row, Map<Sealed, Map<String, String>> next) {
        if (row.sealed() == null) {
            return Optional.of(Map.of());
        }
        Sealed sealed = new Sealed(row.site(), row.target(), ByteBuffer.wrap(row.sealed()));
        Map<String, String> known = opened.get(sealed);
        try {
            Map<String, String> headers = known == null ? targets.unseal(row) : known;
            next.put(sealed, headers);
            return Optional.of(headers);
        } catch (GeneralSecurityException altered) {
            LOG.error("The headers of {} were altered in the database: it gets no requests", row.target());
            return Optional.empty();
        }
    }

    private static Target with(Target bare, Map<String, String> headers) {
        return new Target(bare.runId(), bare.name(), bare.attempt(), bare.socket(), bare.uid(), bare.weight(), headers);
    }
}
