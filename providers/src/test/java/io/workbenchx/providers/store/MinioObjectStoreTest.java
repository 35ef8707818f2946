package io.workbenchx.providers.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minio.PutObjectArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinioObjectStoreTest extends ObjectStoreContract {

    private static final String BUCKET = "contract";

    @TempDir
    static Path folder;

    private static S3Server server;
    private static StoreProperties.S3 s3;

    private Path spool;
    private ObjectStore store;

    @BeforeAll
    static void startServer() throws Exception {
        Optional<Path> binary = S3Server.find();
        assumeTrue(binary.isPresent(), "No S3 server (minio, versitygw) is installed here.");
        server = S3Server.start(binary.orElseThrow(), folder);
        s3 = new StoreProperties.S3(server.endpoint(), "us-east-1", BUCKET, server.accessKey(), server.secretKey());
    }

    @AfterAll
    static void stopServer() {
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
        StoreConfiguration.client(s3)
                .putObject(PutObjectArgs.builder()
                        .bucket(BUCKET)
                        .object("cas/" + Sha256.path(sha256))
                        .data(bytes, bytes.length)
                        .build());
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
    void saysWhatToCheckWhenTheKeysAreWrong() {
        StoreProperties.S3 wrong =
                new StoreProperties.S3(server.endpoint(), "us-east-1", BUCKET, "stranger", "nosecret");

        assertThatThrownBy(() -> StoreConfiguration.bucket(wrong, spool))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Check workbenchx.store.s3.endpoint")
                .hasMessageNotContaining("Authorization");
    }
}
