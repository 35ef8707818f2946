package io.workbenchx.providers.store;

import io.minio.GetObjectArgs;
import io.minio.GetPresignedObjectUrlArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MinioAsyncClient;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.UploadObjectArgs;
import io.minio.errors.MinioException;
import io.minio.messages.Item;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Objects under {@code cas/sha256/ab/cdef…} in a bucket of any server that speaks S3. */
final class MinioObjectStore implements ObjectStore {

    static final String PREFIX = "cas/";

    /** Objects of 160 GB fit in S3's 10,000 parts of this size. */
    private static final long PART_BYTES = 16L * 1024 * 1024;

    private final S3Connection connection;
    private final @Nullable MinioAsyncClient links;
    private final String bucket;
    private final int attempts;
    private final Path spoolFolder;
    private final S3Failures failures;

    /**
     * @param spoolFolder local folder that holds an object while its digest, and so its key, is not known yet
     */
    MinioObjectStore(StoreProperties.S3 s3, Path spoolFolder) {
        this.connection = new S3Connection(s3);
        this.links = s3.publicEndpoint() == null ? null : connection.client(s3.publicEndpoint());
        this.bucket = s3.bucket();
        this.attempts = s3.attempts();
        this.spoolFolder = spoolFolder;
        this.failures = new S3Failures(bucket);
    }

    @Override
    public StoredObject put(InputStream content, Consumer<StoredObject> admission) {
        try (Spool spool = Spool.write(spoolFolder, content)) {
            admission.accept(spool.object());
            upload(spool);
            return spool.object();
        } catch (IOException failure) {
            throw Spool.failed("An object could not be taken in at " + spoolFolder, spoolFolder, failure);
        }
    }

    private void upload(Spool spool) {
        try {
            S3Connection.await(connection.uploadObject(UploadObjectArgs.builder()
                    .bucket(bucket)
                    .object(key(spool.object().sha256()))
                    .filename(spool.file().toString(), PART_BYTES)
                    .contentType("application/octet-stream")
                    .build()));
        } catch (IOException | MinioException failure) {
            throw failures.of("An object could not be stored in the bucket " + bucket, failure);
        }
    }

    @Override
    public InputStream open(String sha256) {
        String key = key(sha256);
        try {
            return new VerifiedStream(new ResumingStream(offset -> read(key, offset), attempts), sha256);
        } catch (IOException failure) {
            throw failures.ofObject(sha256, failure);
        }
    }

    private InputStream read(String key, long offset) throws IOException {
        try {
            return S3Connection.await(connection.getObject(GetObjectArgs.builder()
                    .bucket(bucket)
                    .object(key)
                    // A range of nothing is refused, and an object may be empty.
                    .offset(offset == 0 ? null : Long.valueOf(offset))
                    .build()));
        } catch (MinioException failure) {
            throw new IOException(failure);
        }
    }

    @Override
    public void verify(String sha256) {
        try (InputStream content = open(sha256)) {
            content.skip(Long.MAX_VALUE);
        } catch (IOException failure) {
            throw failures.ofObject(sha256, failure);
        }
    }

    @Override
    public boolean exists(String sha256) {
        String key = key(sha256);
        try {
            S3Connection.await(connection.statObject(
                    StatObjectArgs.builder().bucket(bucket).object(key).build()));
            return true;
        } catch (IOException | MinioException failure) {
            StoreException translated = failures.ofObject(sha256, failure);
            if (translated instanceof StoreException.Missing) {
                return false;
            }
            throw translated;
        }
    }

    @Override
    public void delete(String sha256) {
        String key = key(sha256);
        try {
            S3Connection.await(connection.removeObject(
                    RemoveObjectArgs.builder().bucket(bucket).object(key).build()));
        } catch (IOException | MinioException failure) {
            throw failures.ofObject(sha256, failure);
        }
    }

    @Override
    public List<StoredObject> list() {
        List<StoredObject> objects = new ArrayList<>();
        String root = PREFIX + "sha256/";
        try {
            for (Result<Item> result : connection.listObjects(ListObjectsArgs.builder()
                    .bucket(bucket)
                    .prefix(root)
                    .recursive(true)
                    .build())) {
                Item item = result.get();
                String name = item.objectName();
                String digest = name.substring(root.length()).replace("/", "");
                if (Sha256.valid(digest) && key(digest).equals(name)) {
                    objects.add(new StoredObject(digest, item.size()));
                }
            }
        } catch (MinioException | IllegalStateException failure) {
            throw failures.of("The objects in the bucket " + bucket + " cannot be listed", failure);
        }
        return objects.stream()
                .sorted(Comparator.comparing(StoredObject::sha256))
                .toList();
    }

    @Override
    public Optional<URI> link(String sha256, String disposition, Duration validity) {
        if (links == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(URI.create(links.getPresignedObjectUrl(GetPresignedObjectUrlArgs.builder()
                    .method(Http.Method.GET)
                    .bucket(bucket)
                    .object(key(sha256))
                    .expiry((int) validity.toSeconds())
                    .extraQueryParams(Map.of(
                            "response-content-type",
                            "application/octet-stream",
                            "response-content-disposition",
                            disposition))
                    .build())));
        } catch (MinioException failure) {
            throw failures.ofObject(sha256, failure);
        }
    }

    @Override
    public void removeAbandoned() {
        try {
            Spool.removeAbandoned(spoolFolder);
            connection.abortAbandonedUploads(bucket, PREFIX, Spool.ABANDONED);
        } catch (IOException | MinioException failure) {
            throw failures.of("Dead uploads cannot be removed from the bucket " + bucket, failure);
        }
    }

    /** Makes the bucket, unless it is there. */
    void createBucket(String region) {
        try {
            connection.createBucket(bucket, region);
        } catch (IOException | MinioException failure) {
            throw failures.of("The object store cannot use the bucket " + bucket, failure);
        }
    }

    private static String key(String sha256) {
        return PREFIX + Sha256.path(sha256);
    }
}
