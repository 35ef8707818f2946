package io.workbenchx.providers.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** What the answers of an S3 server mean for us. */
final class S3Failures {

    private static final Set<String> ABSENT = Set.of("NoSuchKey", "NotFound");
    private static final Set<String> WRONG_KEYS =
            Set.of("AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "Forbidden", "XAdminUserNotFound");
    private static final Set<String> FULL =
            Set.of("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "InsufficientStorage");
    private static final Set<String> BUSY = Set.of(
            "InternalError",
            "OperationAborted",
            "RequestTimeout",
            "ServiceUnavailable",
            "SlowDown",
            "SlowDownRead",
            "SlowDownWrite",
            "TooManyRequests",
            "XMinioServerNotInitialized");
    private static final int INSUFFICIENT_STORAGE = 507;

    private final String bucket;

    S3Failures(String bucket) {
        this.bucket = bucket;
    }

    /** The failure of something that concerns one object. */
    StoreException ofObject(String sha256, Exception failure) {
        return root(failure) instanceof ErrorResponseException response
                        && ABSENT.contains(response.errorResponse().code())
                ? new StoreException.Missing(sha256)
                : of("The object sha256:" + sha256 + " in the bucket " + bucket + " cannot be used", failure);
    }

    /**
     * @param what cannot be done, without a full stop
     */
    StoreException of(String what, Exception failure) {
        Throwable root = root(failure);
        String told = what + " (" + reason(root) + ")";
        if (root instanceof ErrorResponseException response) {
            return answered(response, told);
        }
        if (root instanceof StoreException known) {
            return known;
        }
        return root instanceof IOException || root instanceof ServerException
                ? new StoreException.Unavailable(
                        told + ": the object store does not answer as it should. Is it up, and is"
                                + " workbenchx.store.s3.endpoint its address?",
                        failure)
                : new StoreException(told + ".", failure);
    }

    private StoreException answered(ErrorResponseException failure, String told) {
        String code = failure.errorResponse().code();
        if (FULL.contains(code) || failure.response().code() == INSUFFICIENT_STORAGE) {
            return new StoreException.Full("the bucket " + bucket, failure);
        }
        if (BUSY.contains(code)) {
            return new StoreException.Unavailable(told + ": the object store is too busy. Try again.", failure);
        }
        if (WRONG_KEYS.contains(code)) {
            return new StoreException(
                    told + ": check workbenchx.store.s3.access-key, secret-key and region, and what the key may do.",
                    failure);
        }
        return switch (code) {
            case "NoSuchBucket" ->
                new StoreException(told + ": the bucket is gone. Check workbenchx.store.s3.bucket.", failure);
            case "RequestTimeTooSkewed" ->
                new StoreException(
                        told + ": the clocks of this host and of the object store differ too much.", failure);
            default -> new StoreException(told + ".", failure);
        };
    }

    /** The exceptions around the one that says it. */
    private static Throwable root(Throwable failure) {
        Throwable inner = failure.getCause();
        boolean wrapper = failure instanceof CompletionException
                || failure instanceof IllegalStateException
                || inner instanceof MinioException
                || (failure instanceof MinioException && !(failure instanceof ErrorResponseException));
        return wrapper && inner != null ? root(inner) : failure;
    }

    /** The server's own words; the exception's text holds the whole exchange. */
    private static String reason(Throwable failure) {
        if (failure instanceof ErrorResponseException response) {
            return response.errorResponse().code() + ": "
                    + response.errorResponse().message();
        }
        return failure.toString();
    }
}
