package io.workbenchx.standalone.postgres;

import io.workbenchx.standalone.host.Child;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Secrets;
import io.workbenchx.standalone.host.Supervisor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL. What it acknowledged survives a power cut (the usual embedded settings switch that off), it listens on
 * loopback only, everyone authenticates by SCRAM, and a killed server comes back on the same port.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<String> SETTINGS = List.of(
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "password_encryption=scram-sha-256",
            "max_connections=100",
            "shared_buffers=128MB",
            "max_wal_size=512MB",
            "idle_in_transaction_session_timeout=60s",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_checkpoints=off",
            "log_line_prefix=%m [%p] %q%u@%d ");

    private final Home home;
    private final Secrets secrets;
    private final PostgresBinaries binaries;
    private final DataDirectory data;
    private final int port;
    private final Supervisor supervisor;

    private PostgresServer(Home home, Secrets secrets, Path cache, int port, LongConsumer onRestart)
            throws IOException {
        this.home = home;
        this.secrets = secrets;
        this.port = port;
        this.binaries = PostgresBinaries.unpack(cache);
        this.data = DataDirectory.in(home.postgres());
        this.supervisor = new Supervisor("PostgreSQL", this::launch, PostgresServer::stop, onRestart);
    }

    /** Starts the server of this home and creates database and roles; {@code onRestart} hears the pid of each successor. */
    public static PostgresServer start(Home home, Secrets secrets, Path cache, int port, LongConsumer onRestart)
            throws IOException {
        PostgresServer server = new PostgresServer(home, secrets, cache, port, onRestart);
        server.data.initialise(server.binaries, secrets);
        server.startPatiently();
        try (Connection connection = server.connect()) {
            new DatabaseSetup(connection, secrets).apply();
        } catch (SQLException | IOException failure) {
            server.close();
            throw new HostException(
                    "The roles of the workbench could not be set up in PostgreSQL: " + failure, failure);
        }
        return server;
    }

    public int port() {
        return port;
    }

    /** The postmaster's pid. */
    public long pid() {
        return supervisor.pid();
    }

    public String version() throws IOException {
        return data.version();
    }

    /** Of the workbench's database, for the application and for its migrations. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + DatabaseSetup.DATABASE
                + "?connectTimeout=5&tcpKeepAlive=true&ApplicationName=workbenchx";
    }

    /** Who runs the migrations. */
    public Login owner() throws IOException {
        return login(DatabaseSetup.OWNER);
    }

    /** Who runs the application. */
    public Login app() throws IOException {
        return login(DatabaseSetup.APP);
    }

    private Login login(String role) throws IOException {
        return new Login(role, secrets.get(DatabaseSetup.passwordName(role)));
    }

    static Map<String, String> environment() {
        return Map.of("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"), "LC_ALL", "C", "TZ", "UTC");
    }

    /** Stops a server of this home whose workbench died: there must never be two. Comes before ports are chosen. */
    public static void stopOrphan(Home home) throws IOException {
        OptionalLong pid = DataDirectory.recordedPid(home.postgres());
        Optional<ProcessHandle> orphan = pid.isEmpty()
                ? Optional.empty()
                : Child.find(pid.getAsLong(), home.postgres().toString());
        if (orphan.isPresent()) {
            LOG.info(
                    "Stopping PostgreSQL {} that an earlier workbench left behind.",
                    orphan.get().pid());
            stop(orphan.get());
        }
    }

    /** Right after a kill the dead server's backends still hold its shared memory, and a start is refused for a moment. */
    private void startPatiently() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                supervisor.start();
                return;
            } catch (HostException failure) {
                if (System.nanoTime() > deadline || !heldByTheDead(failure)) {
                    throw failure;
                }
                pause(Duration.ofMillis(500));
            }
        }
    }

    private static boolean heldByTheDead(HostException failure) {
        String reason = String.valueOf(failure.getMessage());
        return reason.contains("postmaster.pid") || reason.contains("shared memory block");
    }

    private Process launch() throws IOException {
        long logStart = Child.size(logFile());
        List<String> command = new ArrayList<>(data.account().prefix());
        command.addAll(List.of(binaries.postgres().toString(), "-D", data.path().toString(), "-c", "port=" + port));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        Process process =
                Child.start(command, environment(), logFile(), home.postgres().resolve("server.pid"));
        try {
            awaitAnswer(process, logStart);
            return process;
        } catch (HostException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private void awaitAnswer(Process process, long logStart) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                connect().close();
                return;
            } catch (SQLException notYet) {
                if (!process.isAlive()) {
                    throw new HostException("PostgreSQL ended at once: " + Child.read(logFile(), logStart)
                            + "\nFull log: " + logFile());
                }
                if (System.nanoTime() > deadline) {
                    throw new HostException(
                            "PostgreSQL does not answer on port " + port + "; its log: " + logFile(), notYet);
                }
                pause(Duration.ofMillis(50));
            }
        }
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", DataDirectory.SUPERUSER);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        try {
            properties.setProperty("password", secrets.get("postgres-superuser"));
        } catch (IOException unreadable) {
            throw new HostException(
                    "The password of PostgreSQL's superuser cannot be read: " + unreadable.getMessage());
        }
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
    }

    /** INT is the fast shutdown: clients are disconnected, everything is written; QUIT and KILL only when that hangs. */
    private static void stop(ProcessHandle process) throws IOException {
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            Child.signal(process, signal);
            if (Child.await(process, Duration.ofSeconds(20))) {
                return;
            }
        }
        throw new HostException("PostgreSQL " + process.pid() + " cannot be stopped.");
    }

    private Path logFile() {
        return home.logs().resolve("postgres.log");
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new HostException("The start of PostgreSQL was interrupted.", stop);
        }
    }

    /** Stops watching the server and leaves it running, as a killed workbench does. */
    void abandon() {
        supervisor.abandon();
    }

    @Override
    public void close() throws IOException {
        supervisor.close();
    }
}
