package io.workbenchx.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx: a small service on a unix socket and a port of its own, and a proxy before it. */
final class Nginx implements AutoCloseable {

    private static final String CONFIG = """
            daemon off; worker_processes 2; pid %1$s/pid; error_log %1$s/error.log;
            events { worker_connections 1024; }
            http {
              access_log off; client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u;
              scgi_temp_path %1$s/s; keepalive_requests 100000000;
              upstream service { server unix:%1$s/service; keepalive 64; keepalive_requests 100000000; }
              server { listen unix:%1$s/service; listen 127.0.0.1:%2$d; location / { default_type text/plain; return 200 "%4$s"; } }
              server { listen 127.0.0.1:%3$d; location / { proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; } }
            }
            """;

    private final Path folder;
    private final Process process;
    private final int direct;
    private final int proxy;

    private Nginx(Path folder, Process process, int direct, int proxy) {
        this.folder = folder;
        this.process = process;
        this.direct = direct;
        this.proxy = proxy;
    }

    static Nginx start() throws IOException, InterruptedException {
        Path program = Stream.concat(
                        Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "The peer is not installed: apt-get install nginx-light, or put nginx on the PATH."));
        Path folder = Files.createTempDirectory("wbx-nginx");
        // Started by root, its workers are somebody else and must get to the socket.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int direct = freePort();
        int proxy = freePort();
        Path config = Files.writeString(
                folder.resolve("nginx.conf"), CONFIG.formatted(folder, direct, proxy, "0123456789".repeat(10)));
        Process process = new ProcessBuilder(
                        List.of(program.toString(), "-p", folder.toString(), "-c", config.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
        Nginx nginx = new Nginx(folder, process, direct, proxy);
        while (!Files.exists(nginx.socket())) {
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("nginx did not start: " + Files.readString(folder.resolve("out")));
            }
        }
        return nginx;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    Path socket() {
        return folder.resolve("service");
    }

    int direct() {
        return direct;
    }

    int proxy() {
        return proxy;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        Installation.deleteAll(folder);
    }
}
