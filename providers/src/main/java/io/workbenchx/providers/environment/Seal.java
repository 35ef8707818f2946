package io.workbenchx.providers.environment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an environment is and which files it had when it was finished, kept in a file beside them. The files are told by path, mode, size
 * and the time of the last change that the kernel keeps and no program can set back, so that checking does not read half a gigabyte.
 */
record Seal(String digest, String lockSha256, String interpreter, String platform, String executable, String files) {

    private static final String FILE = ".workbenchx.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Finishes an environment: nothing in it may change from here on. */
    static void write(Path environment, BuildKey key, Interpreter interpreter) throws IOException {
        Seal seal = new Seal(
                key.digest(),
                key.lockSha256(),
                interpreter.name(),
                interpreter.platform(),
                interpreter.executable().toString(),
                fingerprint(environment));
        Path file = environment.resolve(FILE);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(seal));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Whether the environment is there, is the one wanted, and has not changed. */
    static boolean intact(Path environment, BuildKey key, Interpreter interpreter) {
        Path file = environment.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Seal seal = JSON.readValue(Files.readAllBytes(file), Seal.class);
            return key.digest().equals(seal.digest)
                    && interpreter.executable().toString().equals(seal.executable)
                    && fingerprint(environment).equals(seal.files);
        } catch (IOException | JacksonException damaged) {
            return false;
        }
    }

    private static String fingerprint(Path environment) throws IOException {
        Map<String, String> entries = new TreeMap<>();
        Files.walkFileTree(environment, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                entries.put(name(folder) + "/", facts(folder, "mode"));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String target = attributes.isSymbolicLink()
                        ? Files.readSymbolicLink(file).toString()
                        : "";
                entries.put(name(file), facts(file, "mode,size,ctime") + target);
                return FileVisitResult.CONTINUE;
            }

            private String name(Path path) {
                return environment.relativize(path).toString();
            }
        });
        entries.remove(FILE);
        MessageDigest digest = Sha256.start();
        entries.forEach((name, facts) -> digest.update((name + "\0" + facts + "\n").getBytes(StandardCharsets.UTF_8)));
        return Sha256.finish(digest);
    }

    private static String facts(Path path, String names) throws IOException {
        return new TreeMap<>(Files.readAttributes(path, "unix:" + names, LinkOption.NOFOLLOW_LINKS)).toString();
    }
}
