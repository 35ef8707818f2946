package io.workbenchx.providers.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Compares the digest of what was read with the name of the object when the end is reached. Skipping is reading, so that nothing escapes. */
final class VerifiedStream extends FilterInputStream {

    private final String expected;
    private final MessageDigest digest = Sha256.start();
    private boolean checked;

    VerifiedStream(InputStream source, String expected) {
        super(source);
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
            digest.update(buffer, offset, count);
        } else if (count < 0 && !checked) {
            checked = true;
            String actual = HexFormat.of().formatHex(digest.digest());
            if (!actual.equals(expected)) {
                throw new StoreException.Altered(expected, actual);
            }
        }
        return count;
    }

    @Override
    public long skip(long wanted) throws IOException {
        byte[] buffer = new byte[8192];
        long skipped = 0;
        while (skipped < wanted) {
            int count = read(buffer, 0, (int) Math.min(buffer.length, wanted - skipped));
            if (count < 0) {
                break;
            }
            skipped += count;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
