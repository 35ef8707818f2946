package io.workbenchx.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.standalone.host.Child;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.Ports;
import io.workbenchx.standalone.host.Secrets;
import io.workbenchx.standalone.host.TestHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

    private final List<PostgresServer> started = new ArrayList<>();
    private final AtomicLong restarted = new AtomicLong();
    private Home home;

    @BeforeEach
    void createHome() throws Exception {
        home = TestHome.create();
    }

    @AfterEach
    void stopServers() throws Exception {
        for (PostgresServer server : started) {
            server.close();
        }
    }

    private PostgresServer start(Home in) throws Exception {
        int port = new Ports(notice -> {}).choose("PostgreSQL", 0);
        PostgresServer server = PostgresServer.start(in, new Secrets(in), TestHome.cache(), port, restarted::set);
        started.add(server);
        return server;
    }

    private static Connection connect(PostgresServer server, Login login) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), login.role(), login.password());
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    @Test
    void acknowledgedMeansWritten() throws Exception {
        PostgresServer server = start(home);
        try (Connection connection = connect(server, server.app())) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(ask(connection, "show " + setting)).as(setting).isEqualTo("on");
            }
        }
    }

    @Test
    void listensOnLoopbackAndTrustsNobody() throws Exception {
        PostgresServer server = start(home);
        try (Connection connection = connect(server, server.app())) {
            assertThat(ask(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(connection, "show password_encryption")).isEqualTo("scram-sha-256");
        }
        assertThat(Files.readString(home.postgres().resolve("data/pg_hba.conf")).lines())
                .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).endsWith("scram-sha-256"));
        for (String role : List.of("postgres", "wbx_owner", "wbx_app")) {
            assertThatThrownBy(() -> connect(server, new Login(role, "wrong")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("authentication failed");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(home.keys().resolve("postgres-wbx-app"))))
                .isEqualTo("rw-------");
    }

    @Test
    void applicationOwnsNothingAndMigrationsDo() throws Exception {
        PostgresServer server = start(home);
        try (Connection owner = connect(server, server.owner());
                Statement statement = owner.createStatement()) {
            statement.execute("create schema ops");
            statement.execute("create table ops.things (id int)");
        }
        try (Connection app = connect(server, server.app());
                Statement statement = app.createStatement()) {
            assertThatThrownBy(() -> statement.execute("create schema mine")).hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("select * from ops.things"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("set role wbx_owner")).hasMessageContaining("permission denied");
        }
    }

    @Test
    void keepsDataAndPasswordsOverARestart() throws Exception {
        PostgresServer first = start(home);
        write(first);
        first.close();
        PostgresServer second = start(home);
        assertThat(second.app()).isEqualTo(first.app());
        assertThat(rows(second)).isEqualTo("1");
    }

    @Test
    void comesBackOnTheSamePortWhenItsPostmasterIsKilled() throws Exception {
        PostgresServer server = start(home);
        write(server);
        long killed = server.pid();
        TestHome.kill(killed);
        TestHome.eventually("a successor runs", () -> restarted.get() != 0);
        assertThat(server.pid()).isEqualTo(restarted.get()).isNotEqualTo(killed);
        assertThat(rows(server)).isEqualTo("1");
    }

    @Test
    void startsRightAfterBothItAndItsWorkbenchWereKilled() throws Exception {
        PostgresServer first = start(home);
        write(first);
        // Held open, so that the dead server's backends linger on its shared memory.
        try (Connection lingering = connect(first, first.app())) {
            first.abandon();
            TestHome.kill(first.pid());
            assertThat(rows(start(home))).isEqualTo("1");
            assertThat(lingering.isValid(1)).isFalse();
        }
    }

    @Test
    void stopsAServerThatOutlivedItsWorkbench() throws Exception {
        PostgresServer orphan = start(home);
        write(orphan);
        orphan.abandon();
        long pid = orphan.pid();
        PostgresServer.stopOrphan(home);
        PostgresServer next = start(home);
        assertThat(Child.find(pid, home.postgres().toString())).isEmpty();
        assertThat(rows(next)).isEqualTo("1");
    }

    @Test
    void runsInAHomeThatOtherUsersCannotReach(@TempDir Path closed) throws Exception {
        PostgresServer server = start(TestHome.prepared(closed.resolve("home")));
        write(server);
        assertThat(rows(server)).isEqualTo("1");
    }

    private static void write(PostgresServer server) throws Exception {
        try (Connection connection = connect(server, server.owner());
                Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists kept");
            statement.execute("create table kept.things as select 1 as id");
        }
    }

    private static String rows(PostgresServer server) throws Exception {
        try (Connection connection = connect(server, server.owner())) {
            return ask(connection, "select count(*) from kept.things");
        }
    }
}
