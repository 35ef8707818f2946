package io.workbenchx.workflows.run;

/**
 * Every way in which something asked of the workbench can fail. The {@link Category} alone decides retry, HTTP status, log level and
 * alert; the name is stable and part of the public contract ({@code urn:wbx:failure:<name in kebab case>}).
 */
public enum FailureCode {
    /** A text is not in the format asked for, or uses more of it than is safe to take. */
    MALFORMED(Category.USER, 400),
    /** The spec, a parameter or a body is malformed. */
    SPEC_INVALID(Category.USER, 422),
    /** The thing named does not exist, or is not visible to the caller. */
    NOT_FOUND(Category.USER, 404),
    /** The request contradicts the present state (a duplicate name, an already finished run). */
    CONFLICT(Category.USER, 409),
    /** The Idempotency-Key was used before with another body. */
    REQUEST_REUSED(Category.USER, 422),
    CODE_NOT_FOUND(Category.USER, 422),
    DATASET_UNKNOWN(Category.USER, 422),
    MODEL_UNKNOWN(Category.USER, 422),
    RUNTIME_UNKNOWN(Category.USER, 422),
    /** A secret named in a spec is not (or no longer) in the project. */
    SECRET_UNKNOWN(Category.USER, 422),
    /** The workload ended with a non-zero exit code. */
    SCRIPT_FAILED(Category.USER, 422),
    /** A locked environment could not be built from its lock file. */
    ENVIRONMENT_BUILD_FAILED(Category.USER, 422),
    /** A service never answered its health check. */
    UNHEALTHY(Category.USER, 422),
    UNAUTHENTICATED(Category.USER, 401),
    /** The request was meant for another host. */
    MISDIRECTED(Category.USER, 421),
    PERMISSION_DENIED(Category.POLICY, 403),
    RUNTIME_NOT_APPROVED(Category.POLICY, 422),
    /** What really ran is not what was approved. */
    RUNTIME_MISMATCH(Category.POLICY, 422),
    /** A rule of the project's policy says no. */
    POLICY_REFUSED(Category.POLICY, 422),
    /** The project or the member claims all that a quota gives already. */
    QUOTA_EXCEEDED(Category.POLICY, 422),
    /** It may be done once somebody else has approved it; asking again then does it. */
    APPROVAL_REQUIRED(Category.POLICY, 409),
    /** It was rejected, was not approved in time, or is no longer what was approved. */
    APPROVAL_REFUSED(Category.POLICY, 422),
    BUDGET_EXHAUSTED(Category.POLICY, 422),
    CANCELLED(Category.POLICY, 409),
    TIMED_OUT(Category.POLICY, 422),
    OUT_OF_MEMORY(Category.POLICY, 422),
    /** What a workload wrote reached its disk quota. */
    DISK_FULL(Category.POLICY, 507),
    /** A workload failed after it was refused processes beyond its limit. */
    TOO_MANY_PROCESSES(Category.POLICY, 422),
    /** The disk of the object store, of the database or of a worker has no room left; what is stored can still be read. */
    STORAGE_FULL(Category.RESOURCE, 507),
    TOO_LARGE(Category.USER, 413),
    RATE_LIMITED(Category.RESOURCE, 429),
    /** The control plane's database, the engine or the object store does not answer; try again. */
    UNAVAILABLE(Category.RESOURCE, 503),
    PROVIDER_FAILED(Category.EXTERNAL, 502),
    /** Stored bytes differ from the digest recorded for them. */
    INTEGRITY(Category.INTERNAL, 500),
    /** The process vanished without an exit code (host restarted, killed from outside). */
    WORKLOAD_LOST(Category.INTERNAL, 500),
    INTERNAL(Category.INTERNAL, 500);

    /** Who has to act, and therefore how the failure is treated. */
    public enum Category {
        /** The caller's input: never retried, logged quietly. */
        USER(false, true),
        /** A rule said no: never retried, logged quietly. */
        POLICY(false, true),
        /** Something is short or away: retried. */
        RESOURCE(true, false),
        /** A remote party failed: retried. */
        EXTERNAL(true, false),
        /** Our fault or somebody tampered: not retried, alerts. */
        INTERNAL(false, false);

        private final boolean retryable;
        private final boolean benign;

        Category(boolean retryable, boolean benign) {
            this.retryable = retryable;
            this.benign = benign;
        }

        public boolean retryable() {
            return retryable;
        }

        public boolean benign() {
            return benign;
        }
    }

    private final Category category;
    private final int httpStatus;

    FailureCode(Category category, int httpStatus) {
        this.category = category;
        this.httpStatus = httpStatus;
    }

    public Category category() {
        return category;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** The code named, or {@link #INTERNAL} for a name this build does not know. */
    public static FailureCode of(String name) {
        for (FailureCode code : values()) {
            if (code.name().equals(name)) {
                return code;
            }
        }
        return INTERNAL;
    }
}
