package io.workbenchx.control.evidence;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Collects the records of one bundle in a temporary file, because the signed line 1 lists their digests and stands before them. Memory stays
 * constant however long the history is.
 */
final class BundleWriter implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;

    private final Path spool;
    private final OutputStream out;
    private final List<BundleRecord> records = new ArrayList<>();
    private long offset;

    BundleWriter() throws IOException {
        spool = Files.createTempFile("wbx-evidence", ".jsonl");
        out = new BufferedOutputStream(Files.newOutputStream(spool), BUFFER);
    }

    void add(String name, String record) throws IOException {
        add(name, new ByteArrayInputStream(record.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds what the stream holds: JSON without line feeds. */
    void add(String name, InputStream record) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        for (int read = record.read(buffer); read >= 0; read = record.read(buffer)) {
            requireOneLine(name, buffer, read);
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
            length += read;
        }
        out.write('\n');
        records.add(new BundleRecord(name, offset, length, HexFormat.of().formatHex(digest.digest())));
        offset += length + 1;
    }

    List<BundleRecord> records() {
        return List.copyOf(records);
    }

    /** Writes the signed statement and then the records. */
    void write(byte[] statement, EvidenceKeys keys, OutputStream target) throws IOException {
        out.close();
        target.write(Envelope.sign(statement, keys));
        target.write('\n');
        Files.copy(spool, target);
        target.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(spool);
    }

    private static void requireOneLine(String name, byte[] buffer, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                throw new IllegalArgumentException("The record \"" + name + "\" is more than one line.");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", missing);
        }
    }
}
