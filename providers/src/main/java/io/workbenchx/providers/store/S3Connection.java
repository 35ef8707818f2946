package io.workbenchx.providers.store;

import io.minio.AbortMultipartUploadArgs;
import io.minio.BucketExistsArgs;
import io.minio.Http;
import io.minio.ListMultipartUploadsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.XmlParserException;
import io.minio.messages.ListMultipartUploadsResult;
import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * The way to an S3 server, with timeouts and retries, and what the plain client cannot do: make buckets everywhere (it always sends a location
 * constraint, and in S3's first region, {@code us-east-1}, there must be none), and end uploads that died.
 */
final class S3Connection extends MinioAsyncClient {

    private static final Set<String> ALREADY_MADE = Set.of("BucketAlreadyOwnedByYou", "BucketAlreadyExists");
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int PARALLEL = 64;

    private final StoreProperties.S3 s3;
    private final OkHttpClient http;

    S3Connection(StoreProperties.S3 s3) {
        this(s3, http(s3));
    }

    private S3Connection(StoreProperties.S3 s3, OkHttpClient http) {
        super(MinioAsyncClient.builder()
                .endpoint(s3.endpoint())
                .region(s3.region())
                .credentials(s3.accessKey(), s3.secretKey())
                .httpClient(http)
                .build());
        this.s3 = s3;
        this.http = http;
    }

    private static OkHttpClient http(StoreProperties.S3 s3) {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequestsPerHost(PARALLEL);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectTimeout(CONNECT)
                .readTimeout(s3.timeout())
                .writeTimeout(s3.timeout())
                .addInterceptor(new S3Retries(s3.attempts()))
                .build();
    }

    /** A client with the same keys for another address of the same server. */
    MinioAsyncClient client(String endpoint) {
        return MinioAsyncClient.builder()
                .endpoint(endpoint)
                .region(s3.region())
                .credentials(s3.accessKey(), s3.secretKey())
                .httpClient(http)
                .build();
    }

    /** Makes the bucket, unless it is there. */
    void createBucket(String bucket, String region) throws IOException, MinioException {
        if (await(bucketExists(BucketExistsArgs.builder().bucket(bucket).build()))) {
            return;
        }
        MakeBucketArgs args = MakeBucketArgs.builder().bucket(bucket).build();
        try {
            if (!region.equals(Http.US_EAST_1)) {
                await(makeBucket(args));
                return;
            }
            try (Response response = await(executePutAsync(args, null, null, Http.EMPTY_BODY))) {
                response.headers();
            }
        } catch (ErrorResponseException failure) {
            // Another process of the workbench was faster.
            if (!ALREADY_MADE.contains(failure.errorResponse().code())) {
                throw failure;
            }
        }
    }

    /** Ends the uploads below a prefix that began so long ago that nobody goes on with them: their parts take room. */
    void abortAbandonedUploads(String bucket, String prefix, Duration age) throws IOException, MinioException {
        ZonedDateTime limit = ZonedDateTime.now().minus(age);
        for (ListMultipartUploadsResult.Upload upload : uploads(bucket, prefix)) {
            if (upload.initiated().isBefore(limit)) {
                await(abortMultipartUpload(AbortMultipartUploadArgs.builder()
                        .bucket(bucket)
                        .object(upload.objectName())
                        .uploadId(upload.uploadId())
                        .build()));
            }
        }
    }

    List<ListMultipartUploadsResult.Upload> uploads(String bucket, String prefix) throws IOException, MinioException {
        try {
            return await(listMultipartUploads(ListMultipartUploadsArgs.builder()
                            .bucket(bucket)
                            .prefix(prefix)
                            .build()))
                    .result()
                    .uploads();
        } catch (XmlParserException unreadable) {
            // MinIO names no storage class, which its own client insists on. It ends dead uploads after a day by
            // itself.
            return List.of();
        }
    }

    /** What was asked for, or why not: the plain client turns a broken connection into exceptions of any kind. */
    static <T> T await(CompletableFuture<T> answer) throws IOException, MinioException {
        try {
            return answer.join();
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof MinioException known) {
                throw known;
            }
            throw cause instanceof IOException broken ? broken : new IOException(failure);
        }
    }
}
