package io.workbenchx.providers.store;

import java.io.IOException;
import java.io.InputStream;

/** Goes on where a connection broke off: an object never changes, so that its rest is still its rest. */
final class ResumingStream extends InputStream {

    /** Opens the object at an offset. */
    interface Source {
        InputStream from(long offset) throws IOException;
    }

    private final Source source;
    private final int attempts;
    private InputStream open;
    private long offset;
    private int broken;

    /**
     * @param attempts without a byte in between
     */
    ResumingStream(Source source, int attempts) throws IOException {
        this.source = source;
        this.attempts = attempts;
        this.open = source.from(0);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
        while (true) {
            try {
                int count = open.read(buffer, from, length);
                if (count > 0) {
                    offset += count;
                    broken = 0;
                }
                return count;
            } catch (IOException cut) {
                open.close();
                if (++broken >= attempts) {
                    throw cut;
                }
                S3Retries.pause(broken);
                open = source.from(offset);
            }
        }
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
