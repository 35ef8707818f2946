package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.workbenchx.api.security.HostNames;
import io.workbenchx.control.deployment.EndpointUsage;
import io.workbenchx.control.deployment.Routes;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.control.project.ProjectService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The front door's server, living and dying with the api. */
@Component
@EnableConfigurationProperties(FrontDoorProperties.class)
public class FrontDoor implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
    private static final Duration ROUTES_EVERY = Duration.ofMillis(500);
    private static final Duration USAGE_EVERY = Duration.ofSeconds(1);
    private static final Duration SITE_USAGE_EVERY = Duration.ofSeconds(2);
    private static final Duration WAKE_EVERY = Duration.ofSeconds(1);
    /** Somebody who signed out, was removed or had a key revoked is out of WebSockets and streams after this. */
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(3);

    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final int IDLE_SECONDS = 330;
    /** Less than the time after which replicas close: a request must not meet a close. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private static final int WAITING_PER_REPLICA = 1024;
    private static final int WORKERS = 16;

    private final FrontDoorProperties properties;
    private final KeyVerifier keys;
    private final ProjectService projects;
    private final RouteTable routes;
    private final UsageMeter meter = new UsageMeter();
    private final UsageWriter usage;
    private final SiteReception reception;
    private volatile @Nullable Running running;

    FrontDoor(
            FrontDoorProperties properties,
            KeyVerifier keys,
            ProjectService projects,
            Routes routes,
            EndpointUsage usage,
            SiteReception reception) {
        this.reception = reception;
        this.properties = properties;
        this.keys = keys;
        this.projects = projects;
        this.routes = new RouteTable(routes::current);
        this.usage = new UsageWriter(meter, usage);
    }

    /** Everything that lives between start and stop. */
    private record Running(
            Vertx vertx,
            List<HttpServer> servers,
            int port,
            ScheduledExecutorService clock,
            SiteReception.Open sites) {}

    /** Where it can be reached. */
    public String url() {
        String configured = properties.url();
        return configured != null && !configured.isBlank() ? configured : "http://127.0.0.1:" + port();
    }

    /** The port it listens on; the configured one while it does not run. */
    public int port() {
        Running now = running;
        return now == null ? properties.port() : now.port();
    }

    @Override
    public void start() {
        AccessScope.workbench().around(routes::refresh).run();
        int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setWorkerPoolSize(WORKERS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        HttpClient client = vertx.createHttpClient(clientOptions(), poolOptions());
        AccessCache access = new AccessCache(vertx, keys, projects, System::nanoTime);
        Doorman doorman = new Doorman(vertx, client, access, routes, meter, properties, hosts());
        SiteReception.Open sites = reception.open(vertx, keys, properties);
        Porter porter = new Porter(doorman, sites.door());
        List<HttpServer> servers = new ArrayList<>();
        int port = properties.port() == 0 ? freePort() : properties.port();
        // Servers of one port share it: each takes the connections of one event loop. They cannot share "any free one".
        for (int i = 0; i < loops; i++) {
            HttpServer server = vertx.createHttpServer(serverOptions())
                    .connectionHandler(porter::connected)
                    .requestHandler(porter)
                    .invalidRequestHandler(porter::malformed);
            servers.add(wait(server.listen(port, properties.address())));
        }
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(4, work -> {
            Thread thread = new Thread(work, "front-door-clock");
            thread.setDaemon(true);
            return thread;
        });
        every(clock, ROUTES_EVERY, routes::refresh);
        every(clock, USAGE_EVERY, () -> usage.write(false));
        every(clock, ROUTES_EVERY, sites::refresh);
        every(clock, WAKE_EVERY, sites.waking()::wake);
        every(clock, SWEEP_EVERY, sites.live()::sweep);
        every(clock, SITE_USAGE_EVERY, sites.meter()::write);
        reception.listening(port);
        running = new Running(vertx, List.copyOf(servers), port, clock, sites);
        LOG.info("The front door listens at {}", url());
    }

    private HostNames hosts() {
        return new HostNames(properties.hosts(), properties.address(), properties.url());
    }

    private int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(properties.address()))) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("No port is free at " + properties.address(), e);
        }
    }

    private static void every(ScheduledExecutorService clock, Duration period, Runnable work) {
        Runnable scoped = AccessScope.workbench().around(work);
        Runnable lasting = () -> {
            try {
                scoped.run();
            } catch (RuntimeException failure) {
                // Thrown on, it would end all further turns.
                LOG.error("Unexpected in the front door's clock", failure);
            }
        };
        clock.scheduleWithFixedDelay(lasting, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setIdleTimeout(IDLE_SECONDS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                // WebSockets pass as they are: what the two ends agree on is theirs.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(8192)
                .setMaxHeaderSize(16384);
    }

    private static HttpClientOptions clientOptions() {
        return new HttpClientOptions()
                .setConnectTimeout((int) Duration.ofSeconds(5).toMillis())
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
    }

    private PoolOptions poolOptions() {
        return new PoolOptions()
                .setHttp1MaxSize(properties.connectionsPerReplica())
                .setMaxWaitQueueSize(WAITING_PER_REPLICA);
    }

    @Override
    public void stop() {
        Running now = running;
        if (now == null) {
            return;
        }
        running = null;
        List<Future<Void>> closing = now.servers().stream()
                .map(server -> server.shutdown(DRAIN.toMillis(), TimeUnit.MILLISECONDS))
                .toList();
        wait(Future.join(closing));
        now.clock().shutdownNow();
        AccessScope.workbench().around(() -> usage.write(true)).run();
        AccessScope.workbench().around(now.sites().meter()::write).run();
        wait(now.vertx().close());
    }

    private static <T> T wait(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("The front door: " + String.valueOf(e.getCause()), e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("The front door did not start or stop in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
