package io.workbenchx.cli.evidence;

import io.workbenchx.cli.evidence.Statement.Entry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Verifies a bundle with nothing but the file and a public key: signature, place and digest of every record, the hash chain of the events,
 * and that the records agree with each other and with the statement.
 */
final class BundleVerifier {

    /** Records that are checked by digest only, in constant memory: a Temporal history may be 50 MB. */
    private static final String STREAMED = "history";

    private static final int MAX_LINE_1 = 256 * 1024 * 1024;

    private final TrustedKey key;

    BundleVerifier(TrustedKey key) {
        this.key = key;
    }

    BundleSummary verify(Path file) throws IOException, AlteredException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 64 * 1024)) {
            Envelope envelope = Envelope.parse(firstLine(in));
            envelope.verify(key);
            Statement statement = Statement.parse(envelope.payload());
            RecordChecks checks = new RecordChecks(statement);
            for (Entry entry : statement.records()) {
                verify(in, entry, checks);
            }
            if (in.read() >= 0) {
                throw new AlteredException("end of file", "Something was added after the last record.");
            }
            return checks.finish(key.id());
        }
    }

    private static byte[] firstLine(InputStream in) throws IOException, AlteredException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.size() > MAX_LINE_1) {
                throw new AlteredException(Envelope.RECORD, "Line 1 does not end.");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    private static void verify(InputStream in, Entry entry, RecordChecks checks) throws IOException, AlteredException {
        if (entry.name().startsWith(STREAMED)) {
            compare(entry, Digests.sha256(in, entry.length()));
            checks.history(entry);
        } else {
            byte[] content = in.readNBytes(Math.toIntExact(entry.length()));
            compare(entry, Digests.sha256(content));
            checks.accept(entry, content);
        }
        if (in.read() != '\n') {
            throw new AlteredException(entry.name(), "The line feed after the record was altered.");
        }
    }

    private static void compare(Entry entry, String actual) throws AlteredException {
        if (!actual.equals(entry.sha256())) {
            throw new AlteredException(
                    entry.name(), "Its bytes have the sha256 " + actual + " but " + entry.sha256() + " was signed.");
        }
    }
}
