package io.workbenchx.providers.store;

import io.minio.BucketExistsArgs;
import io.minio.Http;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.errors.MinioException;
import java.util.concurrent.CompletionException;
import okhttp3.Response;

/**
 * Makes buckets everywhere. The client alone cannot: it always sends a location constraint, and in S3's first region, {@code us-east-1},
 * there must be none.
 */
final class S3Buckets extends MinioAsyncClient {

    S3Buckets(MinioAsyncClient client) {
        super(client);
    }

    void createIfMissing(String bucket, String region) throws MinioException {
        try {
            if (bucketExists(BucketExistsArgs.builder().bucket(bucket).build()).join()) {
                return;
            }
            MakeBucketArgs args = MakeBucketArgs.builder().bucket(bucket).build();
            if (!region.equals(Http.US_EAST_1)) {
                makeBucket(args).join();
                return;
            }
            try (Response response =
                    executePutAsync(args, null, null, Http.EMPTY_BODY).join()) {
                response.headers();
            }
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof MinioException cause) {
                throw cause;
            }
            throw failure;
        }
    }
}
