package io.workbenchx.standalone.postgres;

import io.workbenchx.standalone.host.Secrets;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** Database and roles: one role owns the schema and migrates it, the other runs the application and owns nothing. */
record DatabaseSetup(Connection connection, Secrets secrets) {

    static final String DATABASE = "wbx";
    static final String OWNER = "wbx_owner";
    static final String APP = "wbx_app";

    /** Idempotent; run at every start. */
    void apply() throws SQLException, IOException {
        role(OWNER);
        role(APP);
        if (!exists("select 1 from pg_database where datname = ?", DATABASE)) {
            execute("create database " + DATABASE + " owner " + OWNER);
        }
        execute("revoke all on database " + DATABASE + " from public");
        execute("grant connect on database " + DATABASE + " to " + APP);
        execute("revoke connect on database postgres from public");
        execute("alter role " + APP + " set statement_timeout = '30s'");
    }

    private void role(String name) throws SQLException, IOException {
        if (!exists("select 1 from pg_roles where rolname = ?", name)) {
            execute("create role " + name + " login nosuperuser nocreatedb nocreaterole noinherit nobypassrls");
        }
        // The driver sends the SCRAM verifier, never the password: it cannot end in the server's log.
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(name, secrets.get(passwordName(name)).toCharArray(), "scram-sha-256");
    }

    static String passwordName(String role) {
        return "postgres-" + role.replace('_', '-');
    }

    private boolean exists(String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            return statement.executeQuery().next();
        }
    }

    /** Only constants of this class are ever put into a statement. */
    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
