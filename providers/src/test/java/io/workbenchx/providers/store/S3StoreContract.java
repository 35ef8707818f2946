package io.workbenchx.providers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minio.PutObjectArgs;
import io.workbenchx.providers.store.ObjectStore.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what networks do to it, with a real S3 server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class S3StoreContract extends ObjectStoreContract {

    private static final String BUCKET = "contract";

    /** Two parts and a bit. */
    private static final int LARGE = 33 * 1024 * 1024;

    private final String binary;
    private Path folder;
    private S3Server server;
    private StoreProperties.S3 s3;
    private Path spool;
    private ObjectStore store;

    S3StoreContract(String binary) {
        this.binary = binary;
    }

    @BeforeAll
    void startServer(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Optional<Path> found = S3Server.find(binary);
        assumeTrue(found.isPresent(), binary + " is not installed here: .ci/run builds it where Go is.");
        server = S3Server.start(found.orElseThrow(), folder);
        s3 = server.at(server.endpoint(), BUCKET);
    }

    @AfterAll
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void createStore() throws IOException {
        spool = Files.createTempDirectory(folder, "spool");
        store = StoreConfiguration.bucket(s3, spool);
    }

    @Override
    ObjectStore store() {
        return store;
    }

    @Override
    void alter(String sha256, byte[] bytes) throws Exception {
        new S3Connection(s3)
                .putObject(PutObjectArgs.builder()
                        .bucket(BUCKET)
                        .object("cas/" + Sha256.path(sha256))
                        .data(bytes, bytes.length)
                        .build())
                .join();
    }

    @Override
    List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.map(Path::toString).toList();
        }
    }

    @Test
    void usesABucketThatExists() {
        String digest = store.put(stream("shared by two processes")).sha256();

        assertThat(StoreConfiguration.bucket(s3, spool).exists(digest)).isTrue();
    }

    @Test
    void makesBucketsInOtherRegionsToo() {
        StoreProperties.S3 elsewhere = new StoreProperties.S3(
                s3.endpoint(), null, "us-east-1", "another", s3.accessKey(), s3.secretKey(), s3.timeout(), 1);

        assertThat(StoreConfiguration.bucket(elsewhere, spool).list()).isEmpty();
    }

    @Test
    void saysWhatToCheckWhenTheKeysAreWrong() {
        StoreProperties.S3 wrong = new StoreProperties.S3(
                s3.endpoint(), null, "us-east-1", BUCKET, "stranger", "nosecret", s3.timeout(), 1);

        assertThatThrownBy(() -> StoreConfiguration.bucket(wrong, spool))
                .isExactlyInstanceOf(StoreException.class)
                .hasMessageContaining("check workbenchx.store.s3.access-key")
                .hasMessageNotContaining("Authorization");
    }

    @Test
    void saysThatTheServerDoesNotAnswer() throws IOException {
        StoreProperties.S3 nobody = server.at("http://127.0.0.1:" + S3Server.freePort(), BUCKET);

        assertThatThrownBy(() -> StoreConfiguration.bucket(nobody, spool))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("workbenchx.store.s3.endpoint");
    }

    @Test
    void saysThatTheBucketIsGone() {
        MinioObjectStore nowhere = new MinioObjectStore(server.at(server.endpoint(), "nowhere"), spool);

        assertThatThrownBy(() -> nowhere.put(stream("x")))
                .isExactlyInstanceOf(StoreException.class)
                .hasMessageContaining("the bucket is gone");
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void givesLinksThatWorkForAWhile() throws Exception {
        String digest = store.put(stream("to be fetched")).sha256();

        URI link = store.link(digest, "attachment; filename=\"report.txt\"", Duration.ofMinutes(1))
                .orElseThrow();
        var answer = get(link);
        var tampered = get(URI.create(link.toString().replace("X-Amz-Expires=60", "X-Amz-Expires=6000")));

        assertThat(answer.body()).isEqualTo("to be fetched");
        assertThat(answer.headers().firstValue("content-disposition"))
                .hasValueSatisfying(value -> assertThat(value).contains("report.txt"));
        assertThat(tampered.statusCode()).isEqualTo(403);
    }

    @Test
    void sendsAgainWhatACutConnectionLost() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            ObjectStore distant = through(proxy);
            proxy.cutRequestsAfter(20 * 1024 * 1024, 2);

            StoredObject stored = distant.put(bytes(LARGE, 11));

            assertThat(proxy.faults()).isEqualTo(2);
            store.verify(stored.sha256());
            // The parts that had arrived were not sent again.
            assertThat(proxy.requestBytes()).isLessThan(2L * LARGE);
        }
    }

    @Test
    void goesOnReadingWhereAConnectionBrokeOff() throws Exception {
        StoredObject stored = store.put(bytes(LARGE, 12));
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            ObjectStore distant = through(proxy);
            proxy.cutAnswersAfter(20 * 1024 * 1024, 2);

            distant.verify(stored.sha256());

            assertThat(proxy.faults()).isEqualTo(2);
            assertThat(proxy.answerBytes()).isLessThan(2L * LARGE);
        }
    }

    @Test
    void noticesABitThatFlippedOnTheWayIn() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            ObjectStore distant = through(proxy);
            proxy.flipRequestBitAt(5 * 1024 * 1024);

            StoredObject stored = distant.put(bytes(LARGE, 13));

            assertThat(proxy.faults()).isEqualTo(1);
            store.verify(stored.sha256());
        }
    }

    @Test
    void noticesABitThatFlippedOnTheWayOut() throws Exception {
        StoredObject stored = store.put(bytes(LARGE, 14));
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            ObjectStore distant = through(proxy);
            proxy.flipAnswerBitAt(5 * 1024 * 1024);

            assertThatThrownBy(() -> distant.verify(stored.sha256())).isInstanceOf(StoreException.Altered.class);
        }
    }

    @Test
    void waitsForAServerThatIsAwayForAMoment() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            ObjectStore distant = through(proxy);
            proxy.refuse(3);

            assertThat(distant.put(stream("patience")).bytes()).isEqualTo(8);
            assertThat(proxy.faults()).isEqualTo(3);
        }
    }

    @Test
    void leavesNothingOfAnUploadThatCannotBeFinished() throws Exception {
        try (FaultyProxy proxy = new FaultyProxy(server.port())) {
            ObjectStore distant = through(proxy);
            List<String> before = digests();
            proxy.cutRequestsAfter(20 * 1024 * 1024, Integer.MAX_VALUE);

            assertThatThrownBy(() -> distant.put(bytes(LARGE, 15))).isInstanceOf(StoreException.Unavailable.class);

            assertThat(digests()).isEqualTo(before);
            assertThat(spool).isEmptyDirectory();
        }
    }

    @Test
    void endsUploadsThatDied() throws Exception {
        store.removeAbandoned();

        // A client that is killed in the middle leaves its parts.
        S3Connection dying = new S3Connection(s3);
        dying.createMultipartUpload(io.minio.CreateMultipartUploadArgs.builder()
                        .bucket(BUCKET)
                        .object(MinioObjectStore.PREFIX + "sha256/dead")
                        .build())
                .join();
        assumeTrue(binary.equals("versitygw"), "MinIO ends dead uploads by itself.");
        dying.abortAbandonedUploads(BUCKET, MinioObjectStore.PREFIX, Duration.ofDays(2));
        assertThat(dying.uploads(BUCKET, MinioObjectStore.PREFIX)).hasSize(1);
        dying.abortAbandonedUploads(BUCKET, MinioObjectStore.PREFIX, Duration.ofDays(-1));
        assertThat(dying.uploads(BUCKET, MinioObjectStore.PREFIX)).isEmpty();
    }

    private ObjectStore through(FaultyProxy proxy) {
        return new MinioObjectStore(server.at("http://127.0.0.1:" + proxy.port(), BUCKET), spool);
    }

    private static InputStream bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return new ByteArrayInputStream(bytes);
    }

    private static java.net.http.HttpResponse<String> get(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
