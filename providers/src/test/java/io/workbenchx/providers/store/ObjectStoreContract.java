package io.workbenchx.providers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.workbenchx.providers.store.ObjectStore.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store must do; each adapter runs it against the real thing. */
abstract class ObjectStoreContract {

    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    private static final String UNKNOWN = "0".repeat(64);

    abstract ObjectStore store();

    /** Replaces stored bytes behind the store's back. */
    abstract void alter(String sha256, byte[] bytes) throws Exception;

    /** What lies in the store besides whole objects. */
    abstract List<String> leftovers() throws Exception;

    @Test
    void namesAnObjectByTheDigestOfItsBytes() throws IOException {
        StoredObject stored = store().put(stream("hello"));

        assertThat(stored).isEqualTo(new StoredObject(HELLO, 5));
        assertThat(store().list()).contains(stored);
        assertThat(store().exists(HELLO)).isTrue();
        assertThat(read(HELLO)).asString(StandardCharsets.UTF_8).isEqualTo("hello");
    }

    @Test
    void keepsEmptyObjects() throws IOException {
        StoredObject stored = store().put(stream(""));

        assertThat(stored.bytes()).isZero();
        assertThat(read(stored.sha256())).isEmpty();
    }

    @Test
    void keepsObjectsLargerThanAPart() throws IOException {
        byte[] bytes = new byte[40 * 1024 * 1024 + 7];
        new Random(1).nextBytes(bytes);

        StoredObject stored = store().put(new ByteArrayInputStream(bytes));

        assertThat(stored.bytes()).isEqualTo(bytes.length);
        assertThat(read(stored.sha256())).isEqualTo(bytes);
    }

    @Test
    void storesTheSameBytesOnce() {
        store().put(stream("hello"));
        store().put(stream("hello"));

        assertThat(digests()).containsOnlyOnce(HELLO);
    }

    @Test
    void storesTheSameBytesOnceWhenManyPutThemAtTheSameTime() throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(2).nextBytes(bytes);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<StoredObject>> puts = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                puts.add(threads.submit(() -> store().put(new ByteArrayInputStream(bytes))));
            }
            StoredObject first = puts.get(0).get();
            for (Future<StoredObject> put : puts) {
                assertThat(put.get()).isEqualTo(first);
            }
            assertThat(digests()).containsOnlyOnce(first.sha256());
            assertThat(read(first.sha256())).isEqualTo(bytes);
            assertThat(leftovers()).isEmpty();
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void saysWhichObjectIsMissing() {
        assertThat(store().exists(UNKNOWN)).isFalse();
        assertThatThrownBy(() -> store().open(UNKNOWN))
                .isInstanceOf(StoreException.Missing.class)
                .hasMessageContaining(UNKNOWN);
        assertThatThrownBy(() -> store().verify(UNKNOWN)).isInstanceOf(StoreException.Missing.class);
    }

    @Test
    void deletesAnObjectAndMindsNotWhenItIsGone() {
        String digest = store().put(stream("to delete")).sha256();

        store().delete(digest);
        store().delete(digest);

        assertThat(store().exists(digest)).isFalse();
    }

    @Test
    void refusesAlteredBytesAtTheEndOfReading() throws Exception {
        String digest = store().put(stream("the truth")).sha256();
        alter(digest, "the trash".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> read(digest))
                .isInstanceOf(StoreException.Altered.class)
                .hasMessageContaining(digest);
        assertThatThrownBy(() -> store().verify(digest)).isInstanceOf(StoreException.Altered.class);
    }

    @Test
    void refusesTruncatedBytes() throws Exception {
        String digest = store().put(stream("a long story")).sha256();
        alter(digest, "a long".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> store().verify(digest)).isInstanceOf(StoreException.Altered.class);
    }

    @Test
    void checksBytesThatWereSkipped() throws Exception {
        String digest = store().put(stream("skip me not")).sha256();
        alter(digest, "skip me now".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> {
                    try (InputStream content = store().open(digest)) {
                        content.skip(5);
                        content.readAllBytes();
                    }
                })
                .isInstanceOf(StoreException.Altered.class);
    }

    @Test
    void repairsAnAlteredObjectWhenItsBytesArePutAgain() throws Exception {
        String digest = store().put(stream("repair")).sha256();
        alter(digest, "broken".getBytes(StandardCharsets.UTF_8));

        store().put(stream("repair"));

        assertThat(read(digest)).asString(StandardCharsets.UTF_8).isEqualTo("repair");
    }

    @Test
    void leavesNothingWhenTheSourceBreaksOff() throws Exception {
        List<String> before = digests();
        InputStream broken = new InputStream() {
            private int left = 200_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("the sender went away");
                }
                return 'x';
            }
        };

        assertThatThrownBy(() -> store().put(broken))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the sender went away");
        assertThat(digests()).isEqualTo(before);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void keepsNothingThatIsNotAdmitted() throws Exception {
        List<String> before = digests();
        List<StoredObject> asked = new ArrayList<>();

        assertThatThrownBy(() -> store().put(stream("unwanted"), arrived -> {
                    asked.add(arrived);
                    throw new IllegalStateException("no room");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(asked)
                .singleElement()
                .satisfies(arrived -> assertThat(arrived.bytes()).isEqualTo(8));
        assertThat(digests()).isEqualTo(before);
        assertThat(leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "../../../etc/passwd",
                "ab/../../../../../../../../../../../../../../../../../etc/passwd12",
                "2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824",
                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b982",
                "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\n"
            })
    void refusesNamesThatAreNoDigest(String name) {
        store().put(stream("hello"));

        assertThatThrownBy(() -> store().open(name)).hasMessageContaining("is not a SHA-256 digest");
        assertThatThrownBy(() -> store().exists(name)).hasMessageContaining("is not a SHA-256 digest");
        assertThatThrownBy(() -> store().verify(name)).hasMessageContaining("is not a SHA-256 digest");
        assertThatThrownBy(() -> store().delete(name)).hasMessageContaining("is not a SHA-256 digest");
    }

    List<String> digests() {
        return store().list().stream().map(StoredObject::sha256).toList();
    }

    private byte[] read(String digest) throws IOException {
        try (InputStream content = store().open(digest)) {
            return content.readAllBytes();
        }
    }

    static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
