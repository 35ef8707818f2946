package io.workbenchx.providers.code;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Source code as it arrives: a zip archive. What it unpacks to is bounded, however small the archive is. */
public final class CodeArchive {

    private static final long MOST_BYTES = 512L << 20;
    private static final int MOST_FILES = 50_000;
    private static final int CHUNK = 64 << 10;

    private CodeArchive() {}

    /**
     * Unpacks into an empty folder.
     *
     * @throws CodeException when it is no archive, too large, or has paths that source code must not have
     */
    public static void unpack(InputStream archive, Path folder) throws IOException {
        long[] bytes = {0};
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(archive)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                if (++files > MOST_FILES) {
                    throw new CodeException("The archive has more than " + MOST_FILES + " files.");
                }
                Path file = folder.resolve(SafePath.require(entry.getName()));
                Files.createDirectories(file.getParent());
                write(zip, file, bytes);
            }
        } catch (ZipException broken) {
            throw new CodeException("It is no zip archive: " + broken.getMessage(), broken);
        }
        if (files == 0) {
            throw new CodeException("It is no zip archive, or an empty one.");
        }
    }

    private static void write(InputStream content, Path file, long[] bytes) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                bytes[0] += read;
                if (bytes[0] > MOST_BYTES) {
                    throw new CodeException(
                            "The source code is larger than " + MOST_BYTES + " bytes. Put data into datasets.");
                }
                out.write(chunk, 0, read);
            }
        }
    }
}
