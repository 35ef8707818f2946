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
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A real PostgreSQL for tests, started once per JVM, with the roles and the migrations of production. Only its durability is off.
 */
public final class TestDatabase {

    /** Master secret of every process that uses this database: what one encrypts in it the others read. */
    public static final String MASTER_SECRET = "5e".repeat(32);

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
        migrate("workbenchx");
    }

    private void migrate(String database) {
        Flyway.configure()
                .dataSource(as("wbx_owner", database))
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
        return INSTANCE.as("wbx_app", "workbenchx");
    }

    /**
     * The database as the application sees it in the workbench's own access scope, when nobody has opened another: for tests that call
     * services from where doors would, and for their look at the tables. {@code RowLevelSecurityTest} is about the rest.
     */
    public static DataSource workbench() {
        PGSimpleDataSource source = INSTANCE.as("wbx_app", "workbenchx");
        source.setOptions("-c wbx.scope=workbench");
        return source;
    }

    /** The database as its owner sees it, for what a test must do behind the application's back. */
    public static DataSource owner() {
        return INSTANCE.as("wbx_owner", "workbenchx");
    }

    public static int port() {
        return INSTANCE.port;
    }

    /** A database of its own, for a test that takes the schema apart. */
    public record Scratch(DataSource owner, DataSource application) {}

    /** Makes an empty database with the whole schema. */
    public static Scratch scratch(String name) {
        JdbcClient.create(INSTANCE.as("postgres", "postgres"))
                .sql("create database " + name + " owner wbx_owner")
                .update();
        INSTANCE.migrate(name);
        return new Scratch(INSTANCE.as("wbx_owner", name), INSTANCE.as("wbx_app", name));
    }

    private PGSimpleDataSource as(String role, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(database);
        source.setUser(role);
        source.setPassword("test");
        return source;
    }
}
