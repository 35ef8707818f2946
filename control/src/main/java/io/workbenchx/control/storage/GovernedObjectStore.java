package io.workbenchx.control.storage;

import io.workbenchx.providers.store.ObjectStore;
import io.workbenchx.providers.store.StoreException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * The object store as the workbench uses it: whatever is stored is claimed first, so that no garbage collection takes it before something
 * refers to it; damage is put on record; failures are those of the workbench.
 */
@Component
@Primary
class GovernedObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final ObjectRecords records;

    GovernedObjectStore(@Qualifier("objectStore") ObjectStore store, ObjectRecords records) {
        this.store = store;
        this.records = records;
    }

    @Override
    public StoredObject put(InputStream content, Consumer<StoredObject> admission) {
        return translated(() -> store.put(content, arrived -> {
            admission.accept(arrived);
            records.claim(arrived);
        }));
    }

    @Override
    public InputStream open(String sha256) {
        return new GovernedStream(proven(sha256, () -> store.open(sha256)), failure -> note(sha256, failure));
    }

    @Override
    public void verify(String sha256) {
        proven(sha256, () -> {
            store.verify(sha256);
            return sha256;
        });
    }

    @Override
    public boolean exists(String sha256) {
        return translated(() -> store.exists(sha256));
    }

    @Override
    public void delete(String sha256) {
        translated(() -> {
            store.delete(sha256);
            return sha256;
        });
    }

    @Override
    public List<StoredObject> list() {
        return translated(store::list);
    }

    @Override
    public Optional<URI> link(String sha256, String disposition, Duration validity) {
        return translated(() -> store.link(sha256, disposition, validity));
    }

    @Override
    public void removeAbandoned() {
        translated(() -> {
            store.removeAbandoned();
            return store;
        });
    }

    private <T> T proven(String sha256, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (StoreException failure) {
            note(sha256, failure);
            throw StoreFailures.of(failure);
        }
    }

    private void note(String sha256, StoreException failure) {
        if (failure instanceof StoreException.Altered || failure instanceof StoreException.Missing) {
            records.damaged(sha256, failure instanceof StoreException.Altered ? "altered" : "missing");
        }
    }

    private static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreException failure) {
            throw StoreFailures.of(failure);
        }
    }
}
