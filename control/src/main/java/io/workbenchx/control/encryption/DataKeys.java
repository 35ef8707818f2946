package io.workbenchx.control.encryption;

import com.github.f4b6a3.uuid.UuidCreator;
import io.workbenchx.control.encryption.WrappingKeys.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The data keys of the installation: a table of wrapped keys, and the opened ones in memory. A key never changes, so what was opened once is
 * good for ever; only which one is used for new text is asked again now and then, so that a rotation reaches every process.
 */
@Component
public class DataKeys {

    private static final Duration ASK_AGAIN = Duration.ofSeconds(30);
    private static final String SELECT =
            "select id, project_id, purpose, wrapped, wrap_generation from ops.data_keys where ";

    private final WrappingKeys wrapping;
    private final KeyDatabase database;
    private final Map<UUID, DataKey> opened = new ConcurrentHashMap<>();
    private final Map<Use, Current> current = new ConcurrentHashMap<>();

    DataKeys(WrappingKeys wrapping, KeyDatabase database) {
        this.wrapping = wrapping;
        this.database = database;
    }

    /** What a key is looked up for; null for the installation's own. */
    private record Use(@Nullable UUID projectId, KeyPurpose purpose) {}

    private record Current(DataKey key, long askAgainAt) {}

    /**
     * What a rotation did.
     *
     * @param generation of the wrapping key from now on
     * @param rewrapped keys that it wraps now
     * @param created new keys, for all text from now on
     */
    public record Rotation(int generation, int rewrapped, int created) {}

    /**
     * The key for new text, made when there is none yet.
     *
     * @param projectId null for the installation's own
     */
    public DataKey current(@Nullable UUID projectId, KeyPurpose purpose) {
        Use use = new Use(projectId, purpose);
        Current known = current.get(use);
        long now = System.nanoTime();
        if (known != null && now - known.askAgainAt() < 0) {
            return known.key();
        }
        try {
            DataKey fresh = database.asWorkbench(jdbc -> findCurrent(jdbc, use).orElseGet(() -> create(jdbc, use)));
            current.put(use, new Current(fresh, now + ASK_AGAIN.toNanos()));
            return fresh;
        } catch (DataAccessException away) {
            // An older key of the same owner serves as well while the database is away.
            return opened.values().stream()
                    .filter(key -> new Use(key.projectId(), key.purpose()).equals(use))
                    .findAny()
                    .orElseThrow(() -> away);
        }
    }

    /** The key with which something was encrypted, retired ones included. */
    public Optional<DataKey> find(UUID keyId) {
        DataKey known = opened.get(keyId);
        return known != null
                ? Optional.of(known)
                : database.asWorkbench(jdbc -> jdbc.sql(SELECT + "id = ?")
                        .param(keyId)
                        .query(this::open)
                        .optional());
    }

    /**
     * Changes the wrapping key and every data key: all keys there are get wrapped by the next generation, and new ones take their place for
     * new text. What is encrypted already stays as it is and readable.
     */
    public Rotation rotate() {
        Rotation done = database.asWorkbench(jdbc -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('ops.data_keys'))::text")
                    .query(String.class)
                    .single();
            int next = generation(jdbc) + 1;
            List<Stored> all = jdbc.sql(SELECT + "true for update")
                    .query((row, n) -> stored(row))
                    .list();
            all.forEach(key -> rewrap(jdbc, key, next));
            int retired = jdbc.sql("update ops.data_keys set retired_at = now() where retired_at is null")
                    .update();
            all.stream()
                    .map(key -> new Use(key.owner().projectId(), key.owner().purpose()))
                    .distinct()
                    .forEach(use -> create(jdbc, use));
            return new Rotation(next, all.size(), retired);
        });
        current.clear();
        return done;
    }

    private record Stored(Owner owner, byte[] wrapped, int generation) {}

    private Optional<DataKey> findCurrent(JdbcClient jdbc, Use use) {
        return jdbc.sql(SELECT
                        + "project_id is not distinct from cast(? as uuid) and purpose = ? and retired_at is null")
                .param(use.projectId())
                .param(use.purpose().name())
                .query(this::open)
                .optional();
    }

    private DataKey create(JdbcClient jdbc, Use use) {
        Owner owner = new Owner(UuidCreator.getTimeOrderedEpoch(), use.projectId(), use.purpose());
        int generation = Math.max(1, generation(jdbc));
        jdbc.sql("""
                        insert into ops.data_keys (id, project_id, purpose, wrapped, wrap_generation)
                        values (?, cast(? as uuid), ?, ?, ?) on conflict do nothing
                        """)
                .param(owner.keyId())
                .param(use.projectId())
                .param(use.purpose().name())
                .param(wrapping.create(owner, generation))
                .param(generation)
                .update();
        // Another process may have been faster: then its key counts.
        return findCurrent(jdbc, use).orElseThrow();
    }

    private static int generation(JdbcClient jdbc) {
        return jdbc.sql("select coalesce(max(wrap_generation), 0) from ops.data_keys")
                .query(Integer.class)
                .single();
    }

    private void rewrap(JdbcClient jdbc, Stored key, int generation) {
        jdbc.sql("update ops.data_keys set wrapped = ?, wrap_generation = ? where id = ?")
                .param(wrapping.rewrap(key.wrapped(), key.owner(), key.generation(), generation))
                .param(generation)
                .param(key.owner().keyId())
                .update();
    }

    private DataKey open(ResultSet row, int number) throws SQLException {
        Stored stored = stored(row);
        return opened.computeIfAbsent(
                stored.owner().keyId(), id -> wrapping.unwrap(stored.wrapped(), stored.owner(), stored.generation()));
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                new Owner(
                        row.getObject("id", UUID.class),
                        row.getObject("project_id", UUID.class),
                        KeyPurpose.valueOf(row.getString("purpose"))),
                row.getBytes("wrapped"),
                row.getInt("wrap_generation"));
    }
}
