package io.workbenchx.providers.store;

import io.workbenchx.providers.store.ObjectStore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Content on its way into a store: written to a file of its own while its digest is computed, since its name is known only at the end.
 * Closing removes the file, unless it was moved away.
 */
record Spool(Path file, StoredObject object) implements AutoCloseable {

    /** What an upload left that died is as old as this; no upload takes that long. */
    static final Duration ABANDONED = Duration.ofDays(2);

    private static final String PREFIX = "incoming-";

    /** Copies the stream; the bytes are on disk for good when this returns. */
    static Spool write(Path folder, InputStream content) throws IOException {
        Path file = folder.resolve(PREFIX + UUID.randomUUID());
        try {
            return new Spool(file, copy(file, content));
        } catch (IOException | RuntimeException failure) {
            Files.deleteIfExists(file);
            throw failure;
        }
    }

    private static StoredObject copy(Path file, InputStream content) throws IOException {
        MessageDigest digest = Sha256.start();
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
                digest.update(buffer, 0, count);
                for (ByteBuffer rest = ByteBuffer.wrap(buffer, 0, count); rest.hasRemaining(); ) {
                    bytes += channel.write(rest);
                }
            }
            channel.force(true);
        }
        return new StoredObject(HexFormat.of().formatHex(digest.digest()), bytes);
    }

    /** Removes the files of uploads that died. */
    static void removeAbandoned(Path folder) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PREFIX + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** The failure of a file system, told apart from its being full. */
    static StoreException failed(String what, Path folder, IOException failure) {
        return outOfSpace(folder, failure)
                ? new StoreException.Full("the file system of " + folder, failure)
                : new StoreException(what + ": " + failure, failure);
    }

    private static boolean outOfSpace(Path folder, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
            return true;
        }
        // The words above depend on the language of the host.
        return failure instanceof java.nio.file.FileSystemException
                && folder.toFile().getUsableSpace() == 0;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
