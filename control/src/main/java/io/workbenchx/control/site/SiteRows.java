package io.workbenchx.control.site;

import io.workbenchx.workflows.run.RunKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Reads rows of {@code ops.sites}. */
final class SiteRows {

    static final String COLUMNS =
            "s.id, s.label, s.project_id, s.kind, s.name, s.owner, s.access, s.wakes, s.framed, s.state, s.reason, s.opened_at";

    private SiteRows() {}

    static Site read(ResultSet row, int number) throws SQLException {
        return new Site(
                row.getObject("id", UUID.class),
                row.getString("label"),
                row.getObject("project_id", UUID.class),
                RunKind.of(row.getString("kind")),
                row.getString("name"),
                row.getObject("owner", UUID.class),
                SiteAccess.valueOf(row.getString("access")),
                row.getBoolean("wakes"),
                row.getBoolean("framed"),
                SiteState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getObject("opened_at", OffsetDateTime.class).toInstant());
    }
}
