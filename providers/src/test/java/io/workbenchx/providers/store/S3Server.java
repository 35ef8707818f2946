package io.workbenchx.providers.store;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real S3 server on this machine, on files: one of the known ones. */
record S3Server(Process process, int port, Path files, String accessKey, String secretKey) implements AutoCloseable {

    /** The binary on PATH, where CI keeps what it builds, or where Go installs. */
    static Optional<Path> find(String name) {
        List<Path> folders = new ArrayList<>();
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(Path::of)
                .forEach(folders::add);
        Optional.ofNullable(System.getenv("GOPATH"))
                .map(go -> Path.of(go, "bin"))
                .ifPresent(folders::add);
        Path home = Path.of(System.getProperty("user.home"));
        folders.add(home.resolve("go/bin"));
        folders.add(home.resolve(".cache/workbenchx-ci/bin"));
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static S3Server start(Path binary, Path folder) throws IOException, InterruptedException {
        Path files = Files.createDirectories(folder.resolve("files"));
        int port = freePort();
        String secret = UUID.randomUUID().toString();
        String address = "127.0.0.1:" + port;
        boolean minio = binary.endsWith("minio");
        ProcessBuilder builder = minio
                ? new ProcessBuilder(binary.toString(), "server", "--address", address, files.toString())
                : new ProcessBuilder(binary.toString(), "--port", address, "posix", files.toString());
        builder.environment().put(minio ? "MINIO_ROOT_USER" : "ROOT_ACCESS_KEY", "contract");
        builder.environment().put(minio ? "MINIO_ROOT_PASSWORD" : "ROOT_SECRET_KEY", secret);
        // Its console takes a port of its own and is of no use here.
        builder.environment().put("MINIO_BROWSER", "off");
        Path log = folder.resolve("server.log");
        Process process =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        awaitPort(process, port, log);
        return new S3Server(process, port, files, "contract", secret);
    }

    String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    /** How to reach it, at this address. */
    StoreProperties.S3 at(String endpoint, String bucket) {
        return new StoreProperties.S3(
                endpoint, endpoint, "us-east-1", bucket, accessKey, secretKey, Duration.ofSeconds(5), 6);
    }

    private static void awaitPort(Process process, int port, Path log) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        while (Instant.now().isBefore(deadline) && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        process.destroyForcibly();
        throw new IOException("The S3 server did not start: " + Files.readString(log));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
