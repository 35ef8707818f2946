package io.workbenchx.providers.store;

import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Objects under {@code cas/sha256/ab/cdef…} in a bucket of any server that speaks S3. */
final class MinioObjectStore implements ObjectStore {

    private static final String PREFIX = "cas/";

    /** Parts are buffered in memory, two at a time: 16 MB allow objects of 160 GB in S3's 10,000 parts. */
    private static final long PART_BYTES = 16L * 1024 * 1024;

    private static final Set<String> ABSENT = Set.of("NoSuchKey", "NotFound");
    private static final Set<String> ALREADY_MADE = Set.of("BucketAlreadyOwnedByYou", "BucketAlreadyExists");

    private final MinioClient client;
    private final String bucket;
    private final Path spoolFolder;

    /**
     * @param spoolFolder local folder that holds an object while its digest, and so its key, is not known yet
     */
    MinioObjectStore(MinioClient client, String bucket, Path spoolFolder) {
        this.client = client;
        this.bucket = bucket;
        this.spoolFolder = spoolFolder;
    }

    @Override
    public StoredObject put(InputStream content) {
        try (Spool spool = Spool.write(spoolFolder, content);
                InputStream bytes = Files.newInputStream(spool.file())) {
            client.putObject(PutObjectArgs.builder()
                    .bucket(bucket)
                    .object(key(spool.object().sha256()))
                    .stream(bytes, spool.object().bytes(), PART_BYTES)
                    .build());
            return spool.object();
        } catch (IOException | MinioException failure) {
            throw new StoreException("An object could not be stored in " + place() + ": " + reason(failure), failure);
        }
    }

    @Override
    public InputStream open(String sha256) {
        try {
            return new VerifiedStream(
                    client.getObject(GetObjectArgs.builder()
                            .bucket(bucket)
                            .object(key(sha256))
                            .build()),
                    sha256);
        } catch (MinioException failure) {
            throw translated(sha256, failure);
        }
    }

    @Override
    public void verify(String sha256) {
        try (InputStream content = open(sha256)) {
            content.skip(Long.MAX_VALUE);
        } catch (IOException failure) {
            throw translated(sha256, failure);
        }
    }

    @Override
    public boolean exists(String sha256) {
        try {
            client.statObject(
                    StatObjectArgs.builder().bucket(bucket).object(key(sha256)).build());
            return true;
        } catch (MinioException failure) {
            if (translated(sha256, failure) instanceof StoreException.Missing) {
                return false;
            }
            throw translated(sha256, failure);
        }
    }

    @Override
    public void delete(String sha256) {
        try {
            client.removeObject(RemoveObjectArgs.builder()
                    .bucket(bucket)
                    .object(key(sha256))
                    .build());
        } catch (MinioException failure) {
            throw translated(sha256, failure);
        }
    }

    @Override
    public List<String> list() {
        List<String> digests = new ArrayList<>();
        try {
            for (Result<Item> result : client.listObjects(ListObjectsArgs.builder()
                    .bucket(bucket)
                    .prefix(PREFIX + "sha256/")
                    .recursive(true)
                    .build())) {
                String name = result.get().objectName();
                String digest = name.substring((PREFIX + "sha256/").length()).replace("/", "");
                if (Sha256.valid(digest) && key(digest).equals(name)) {
                    digests.add(digest);
                }
            }
        } catch (MinioException failure) {
            throw new StoreException("The objects in " + place() + " cannot be listed: " + reason(failure), failure);
        }
        return digests.stream().sorted().toList();
    }

    /** Makes the bucket, unless it is there. */
    static void createBucket(MinioAsyncClient client, String bucket, String region) {
        try (S3Buckets buckets = new S3Buckets(client)) {
            buckets.createIfMissing(bucket, region);
        } catch (ErrorResponseException failure) {
            // Another process of the workbench was faster.
            if (!ALREADY_MADE.contains(failure.errorResponse().code())) {
                throw unusable(bucket, failure);
            }
        } catch (Exception failure) {
            throw unusable(bucket, failure);
        }
    }

    private static StoreException unusable(String bucket, Exception failure) {
        return new StoreException(
                "The object store cannot use the bucket " + bucket + " (" + reason(failure)
                        + "). Check workbenchx.store.s3.endpoint, region, bucket, access-key and secret-key.",
                failure);
    }

    private StoreException translated(String sha256, Exception failure) {
        if (failure instanceof ErrorResponseException response
                && ABSENT.contains(response.errorResponse().code())) {
            return new StoreException.Missing(sha256);
        }
        return new StoreException(
                "The object sha256:" + sha256 + " in " + place() + " cannot be used: " + reason(failure), failure);
    }

    /** The server's own words; the exception's text holds the whole exchange. */
    private static String reason(Throwable failure) {
        if (failure instanceof ErrorResponseException response) {
            return response.errorResponse().code() + ": "
                    + response.errorResponse().message();
        }
        return failure instanceof MinioException && failure.getCause() != null
                ? reason(failure.getCause())
                : failure.toString();
    }

    private String place() {
        return "the bucket " + bucket;
    }

    private static String key(String sha256) {
        return PREFIX + Sha256.path(sha256);
    }
}
