package io.workbenchx.providers.store;

import io.workbenchx.providers.store.ObjectStore.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Content on its way into a store: written to a file of its own while its digest is computed, since its name is known only at the end.
 * Closing removes the file, unless it was moved away.
 */
record Spool(Path file, StoredObject object) implements AutoCloseable {

    /** Copies the stream; the bytes are on disk for good when this returns. */
    static Spool write(Path folder, InputStream content) throws IOException {
        Path file = folder.resolve("incoming-" + UUID.randomUUID());
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

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
