package io.workbenchx.control;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL for tests, started once per JVM, with the roles and the migrations of production. Only its durability is off.
 */
public final class TestDatabase {

    private static final TestDatabase INSTANCE = new TestDatabase();

    private final int port;

    private TestDatabase() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("synchronous_commit", "off")
                    .setServerConfig("max_connections", "200")
                    .start();
            port = postgres.getPort();
            prepare(postgres.getPostgresDatabase());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Flyway.configure()
                .dataSource(as("wbx_owner"))
                .placeholders(Map.of("app_role", "wbx_app"))
                .load()
                .migrate();
    }

    private static void prepare(DataSource superuser) throws SQLException {
        try (Connection connection = superuser.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create role wbx_owner login password 'test'");
            statement.execute("create role wbx_app login password 'test'");
            statement.execute("create database workbenchx owner wbx_owner");
        }
    }

    /** The database as the application sees it: it owns nothing. */
    public static DataSource application() {
        return INSTANCE.as("wbx_app");
    }

    /** The database as its owner sees it, for what a test must do behind the application's back. */
    public static DataSource owner() {
        return INSTANCE.as("wbx_owner");
    }

    public static int port() {
        return INSTANCE.port;
    }

    private DataSource as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName("workbenchx");
        source.setUser(role);
        source.setPassword("test");
        return source;
    }
}
