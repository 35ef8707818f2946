package io.workbenchx.providers.store;

/** MinIO itself. */
class MinioServerTest extends S3StoreContract {
    MinioServerTest() {
        super("minio");
    }
}
