package io.workbenchx.standalone.engine;

import io.grpc.StatusRuntimeException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.workbenchx.standalone.host.Child;
import io.workbenchx.standalone.host.Home;
import io.workbenchx.standalone.host.HostException;
import io.workbenchx.standalone.host.Supervisor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code temporal server start-dev} on a database file of this home, with its UI, kept alive. A second server on the same file would
 * start happily and ruin it, so an earlier one that outlived its workbench is stopped first.
 */
final class DevServer implements Engine {

    private static final Logger LOG = LoggerFactory.getLogger(DevServer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** As it comes the server polls its queues 20 times a second: 50 ms for every step of a workflow. */
    private static final List<String> TUNING = List.of(
            "--dynamic-config-value", "history.transferProcessorMaxPollRPS=2000",
            "--dynamic-config-value", "history.timerProcessorMaxPollRPS=2000",
            "--dynamic-config-value", "matching.numTaskqueueReadPartitions=1",
            "--dynamic-config-value", "matching.numTaskqueueWritePartitions=1",
            "--sqlite-pragma", "journal_mode=wal",
            "--sqlite-pragma", "synchronous=normal");

    private final Home home;
    private final TemporalBinary binary;
    private final int port;
    private final int uiPort;
    private final String codec;
    private final Supervisor supervisor;

    private DevServer(Home home, TemporalBinary binary, int port, int uiPort, String codec, LongConsumer onRestart) {
        this.home = home;
        this.binary = binary;
        this.port = port;
        this.uiPort = uiPort;
        this.codec = codec;
        this.supervisor = new Supervisor("Temporal", this::launch, DevServer::stop, onRestart);
    }

    static DevServer start(Home home, TemporalBinary binary, int port, int uiPort, String codec, LongConsumer onRestart)
            throws IOException {
        DevServer server = new DevServer(home, binary, port, uiPort, codec, onRestart);
        server.supervisor.start();
        return server;
    }

    /** Stops a server on this home's file whose workbench died; must come before ports are chosen. */
    static void stopOrphan(Home home) throws IOException {
        Path pidFile = pidFile(home);
        String pid = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
        if (pid.matches("[0-9]{1,10}")) {
            Optional<ProcessHandle> orphan =
                    Child.find(Long.parseLong(pid), database(home).toString());
            if (orphan.isPresent()) {
                LOG.info("Stopping Temporal {} that an earlier workbench left behind.", pid);
                stop(orphan.get());
            }
        }
    }

    private Process launch() throws IOException {
        long logStart = Child.size(logFile());
        Map<String, String> environment =
                Map.of("PATH", "/usr/bin:/bin", "HOME", home.temporal().toString(), "TZ", "UTC");
        Process process = Child.start(command(), environment, logFile(), pidFile(home));
        try {
            awaitAnswer(process, logStart);
            return process;
        } catch (HostException failure) {
            process.destroyForcibly();
            throw failure;
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(binary.path().toString(), "server", "start-dev"));
        command.addAll(List.of("--db-filename", database(home).toString()));
        command.addAll(List.of("--ip", "127.0.0.1", "--port", Integer.toString(port)));
        command.addAll(List.of("--ui-port", Integer.toString(uiPort), "--log-level", "warn"));
        command.addAll(List.of("--ui-codec-endpoint", codec));
        Namespace.SEARCH_ATTRIBUTES.forEach(
                attribute -> command.addAll(List.of("--search-attribute", attribute + "=Keyword")));
        command.addAll(TUNING);
        return command;
    }

    private void awaitAnswer(Process process, long logStart) {
        WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(address()).build());
        try {
            Namespace namespace = new Namespace(stubs, namespace());
            namespace.await(PATIENCE, process::isAlive);
            namespace.registerSearchAttributes();
            namespace.keepHistories();
        } catch (StatusRuntimeException failure) {
            throw new HostException(
                    "Temporal does not answer on port " + port + " (" + failure.getStatus() + "): "
                            + Child.read(logFile(), logStart) + "\nFull log: " + logFile(),
                    failure);
        } finally {
            stubs.shutdownNow();
        }
    }

    private static void stop(ProcessHandle process) throws IOException {
        for (String signal : List.of("TERM", "KILL")) {
            Child.signal(process, signal);
            if (Child.await(process, Duration.ofSeconds(10))) {
                return;
            }
        }
        throw new HostException("Temporal " + process.pid() + " cannot be stopped.");
    }

    private static Path database(Home home) {
        return home.temporal().resolve("temporal.db");
    }

    private static Path pidFile(Home home) {
        return home.temporal().resolve("server.pid");
    }

    private Path logFile() {
        return home.logs().resolve("temporal.log");
    }

    @Override
    public Kind kind() {
        return Kind.DEV_SERVER;
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public String namespace() {
        return "default";
    }

    @Override
    public String ui() {
        return "http://127.0.0.1:" + uiPort;
    }

    @Override
    public long pid() {
        return supervisor.pid();
    }

    @Override
    public String announcement() {
        return "Temporal dev server (" + binary.version() + ") with its database in " + database(home) + ".";
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
