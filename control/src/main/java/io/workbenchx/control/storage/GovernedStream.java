package io.workbenchx.control.storage;

import io.workbenchx.providers.store.StoreException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** Content of an object whose damage is noticed only while it is read. */
final class GovernedStream extends FilterInputStream {

    private final Consumer<StoreException> damage;

    GovernedStream(InputStream content, Consumer<StoreException> damage) {
        super(content);
        this.damage = damage;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (StoreException failure) {
            damage.accept(failure);
            throw StoreFailures.of(failure);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (StoreException failure) {
            damage.accept(failure);
            throw StoreFailures.of(failure);
        }
    }

    @Override
    public long skip(long wanted) throws IOException {
        try {
            return super.skip(wanted);
        } catch (StoreException failure) {
            damage.accept(failure);
            throw StoreFailures.of(failure);
        }
    }
}
