package io.workbenchx.control.storage;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.audit.Actor;
import io.workbenchx.control.audit.AuditLog;
import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.providers.store.ObjectStore.StoredObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deletes objects that nothing refers to any more, once nobody has stored them for the grace period. Several may do so at the same time, and
 * beside uploads of the same bytes: an object goes only while the database holds its row.
 */
@Component
public class ObjectCollector {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectCollector.class);
    private static final int NAMED = 100;
    private static final String BY_ITSELF = "workbench";

    private final ObjectStore store;
    private final ObjectRecords records;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final StorageProperties properties;

    ObjectCollector(
            ObjectStore store, ObjectRecords records, JdbcClient jdbc, AuditLog audit, StorageProperties properties) {
        this.store = store;
        this.records = records;
        this.jdbc = jdbc;
        this.audit = audit;
        this.properties = properties;
    }

    /**
     * @param dryRun nothing was deleted, only counted
     * @param objects that were deleted, or would be
     * @param bytes of them
     * @param missing objects that something refers to and the store has not
     * @param missingDigests the first of them
     */
    public record Collected(boolean dryRun, long objects, long bytes, long missing, List<String> missingDigests) {}

    /** Collects for somebody who asks. */
    public Collected collect(Actor caller, boolean dryRun) {
        Collected collected = collect(caller.name(), dryRun);
        if (!dryRun) {
            audit.record(caller, null, "storage.collected", "objects", facts(collected));
        }
        return collected;
    }

    /** Collects if it is time again, whichever process did so last. */
    public void collectWhenDue() {
        boolean due = jdbc.sql(
                        "select not exists (select 1 from ops.collections where at > now() - make_interval(secs => ?))")
                .param(properties.collect().toMillis() / 1e3)
                .query(Boolean.class)
                .single();
        if (!due) {
            return;
        }
        Collected collected = collect(BY_ITSELF, false);
        if (collected.objects() > 0 || collected.missing() > 0) {
            audit.recordUnidentified(BY_ITSELF, "storage.collected", "objects", facts(collected));
        }
    }

    private Collected collect(String actor, boolean dryRun) {
        store.removeAbandoned();
        List<StoredObject> present = store.list();
        records.adopt(present);
        List<String> missing = records.missing(present);
        if (!missing.isEmpty()) {
            LOG.error(
                    "The object store has not got {} objects that are referred to: {}", missing.size(), first(missing));
        }
        long objects = 0;
        long bytes = 0;
        Instant limit = Instant.now().minus(properties.grace());
        for (StoredObject garbage : records.unreferenced(limit)) {
            if (dryRun || records.drop(garbage, limit, () -> store.delete(garbage.sha256()))) {
                objects++;
                bytes += garbage.bytes();
            }
        }
        Collected collected = new Collected(dryRun, objects, bytes, missing.size(), first(missing));
        if (!dryRun) {
            note(actor, collected);
        }
        return collected;
    }

    private void note(String actor, Collected collected) {
        jdbc.sql("insert into ops.collections (id, actor, objects, bytes, missing) values (?, ?, ?, ?, ?)")
                .params(
                        UuidCreator.getTimeOrderedEpoch(),
                        actor,
                        collected.objects(),
                        collected.bytes(),
                        collected.missing())
                .update();
        LOG.info("Collected {} objects of {} bytes for {}.", collected.objects(), collected.bytes(), actor);
    }

    private static List<String> first(List<String> digests) {
        return digests.stream().limit(NAMED).toList();
    }

    private static Map<String, Object> facts(Collected collected) {
        return Map.of("objects", collected.objects(), "bytes", collected.bytes(), "missing", collected.missing());
    }
}
