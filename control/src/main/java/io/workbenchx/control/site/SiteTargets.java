package io.workbenchx.control.site;

import io.workbenchx.control.encryption.DataKey;
import io.workbenchx.control.encryption.DataKeys;
import io.workbenchx.control.encryption.KeyPurpose;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code ops.site_targets}. Callers hold a transaction. */
@Component
class SiteTargets {

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final DataKeys keys;
    private final JsonMapper json;

    SiteTargets(JdbcClient jdbc, DataKeys keys, JsonMapper json) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.json = json;
    }

    /**
     * A target as it is stored.
     *
     * @param target without its headers
     * @param sealed its headers, encrypted; null: none
     */
    record Row(UUID site, Target target, @Nullable UUID keyId, byte @Nullable [] sealed) {}

    void replace(UUID project, UUID site, List<Target> targets) {
        jdbc.sql("delete from ops.site_targets where site_id = ?").param(site).update();
        for (Target target : targets) {
            DataKey key = target.headers().isEmpty() ? null : keys.current(project, KeyPurpose.SITES);
            jdbc.sql("""
                            insert into ops.site_targets (site_id, run_id, name, project_id, attempt, socket, socket_uid, weight, key_id, headers)
                            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            """)
                    .params(site, target.runId(), target.name(), project, target.attempt())
                    .params(target.socket().toString(), target.uid(), target.weight())
                    .param(key == null ? null : key.id())
                    .param(
                            key == null
                                    ? null
                                    : key.encrypt(json.writeValueAsBytes(target.headers()), context(site, target)))
                    .update();
        }
    }

    /** All targets of open sites, in a fixed order. */
    List<Row> all() {
        return jdbc.sql("""
                        select t.* from ops.site_targets t join ops.sites s on s.id = t.site_id and s.closed_at is null
                        order by t.site_id, t.run_id, t.name
                        """).query(SiteTargets::read).list();
    }

    /**
     * Its headers.
     *
     * @throws GeneralSecurityException when they were altered, or moved from elsewhere
     */
    Map<String, String> unseal(Row row) throws GeneralSecurityException {
        if (row.sealed() == null || row.keyId() == null) {
            return Map.of();
        }
        DataKey key = keys.find(row.keyId()).orElseThrow();
        return json.readValue(key.decrypt(row.sealed(), context(row.site(), row.target())), HEADERS);
    }

    private static byte[] context(UUID site, Target target) {
        return ("site|" + site + "|" + target.runId() + "|" + target.name() + "|" + target.attempt())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Row read(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getObject("site_id", UUID.class),
                new Target(
                        row.getObject("run_id", UUID.class),
                        row.getString("name"),
                        row.getInt("attempt"),
                        Path.of(row.getString("socket")),
                        row.getLong("socket_uid"),
                        row.getInt("weight"),
                        Map.of()),
                row.getObject("key_id", UUID.class),
                row.getBytes("headers"));
    }
}
