package io.workbenchx.control.evidence;

import io.workbenchx.control.evidence.HashChain.Stored;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ResultSetExtractor;

/** Streams chains out of the database, one after another, up to the first one that is broken. */
final class ChainReader {

    private static final int FETCH = 5000;

    /** A chain that is being followed. */
    interface Chain {
        UUID id();

        /** Takes the next event; returns what is wrong with it, or null. */
        ChainReport.@Nullable Broken next(ResultSet row) throws SQLException;

        /** To be called after the last event: what is known of the chain must agree with its log. */
        ChainReport.@Nullable Broken end();
    }

    /** Begins to follow a chain, from the first row of it; the row of a chain without events has no {@code seq}. */
    interface Start {
        Chain of(ResultSet row) throws SQLException;
    }

    private ChainReader() {}

    /**
     * @param sql selects chain by chain, each in order of its events; {@code id} names the chain
     * @param parameter of the statement, if it has one
     */
    static ChainReport read(JdbcOperations jdbc, String sql, @Nullable UUID parameter, Start start) {
        return jdbc.query(
                connection -> {
                    PreparedStatement statement = connection.prepareStatement(sql);
                    statement.setFetchSize(FETCH);
                    if (parameter != null) {
                        statement.setObject(1, parameter);
                    }
                    return statement;
                },
                (ResultSetExtractor<ChainReport>) rows -> follow(rows, start));
    }

    private static ChainReport follow(ResultSet rows, Start start) throws SQLException {
        Chain chain = null;
        long chains = 0;
        long events = 0;
        ChainReport.Broken broken = null;
        while (broken == null && rows.next()) {
            if (chain == null || !chain.id().equals(rows.getObject("id", UUID.class))) {
                broken = chain == null ? null : chain.end();
                chain = start.of(rows);
                chains++;
            }
            if (broken == null && rows.getObject("seq") != null) {
                broken = chain.next(rows);
                events++;
            }
        }
        if (broken == null && chain != null) {
            broken = chain.end();
        }
        return new ChainReport(chains, events, broken);
    }

    /** The event of a row. */
    static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getLong("seq"),
                row.getString("type"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("record"),
                row.getBytes("hash"));
    }
}
