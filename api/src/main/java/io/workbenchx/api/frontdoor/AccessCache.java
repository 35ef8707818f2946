package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.control.identity.Permission;
import io.workbenchx.control.project.ProjectService;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may use endpoints of which project. Answers are remembered for seconds, by digest of the key, so that a revoked key or a lost
 * membership is noticed soon; when the database is away nobody new gets in.
 */
final class AccessCache {

    /** Well within the minute in which an access that was taken away must end. */
    private static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final Duration REFUSAL_REMEMBERED = Duration.ofSeconds(1);

    private final KeyVerifier keys;
    private final ProjectService projects;
    private final Answers<Question, Decision> answers;

    AccessCache(Vertx vertx, KeyVerifier keys, ProjectService projects, LongSupplier nanoTime) {
        this.keys = keys;
        this.projects = projects;
        this.answers = new Answers<>(vertx, nanoTime);
    }

    /** Whether a caller may go on. */
    sealed interface Decision {
        /**
         * @param caller name for the records
         */
        record Granted(String caller) implements Decision {}

        /** The key is not valid. */
        record Unknown() implements Decision {}

        /**
         * @param code NOT_FOUND for strangers, PERMISSION_DENIED for members and runs that may not
         */
        record Refused(FailureCode code) implements Decision {}
    }

    private record Question(ByteBuffer keyDigest, String project) {}

    /** What is still remembered; null: ask. */
    @Nullable Decision known(String key, String project) {
        return answers.known(question(key, project));
    }

    /** Asks the database on a worker thread; fails when it is away, or too many wait for it. */
    Future<Decision> ask(String key, String project) {
        return answers.ask(question(key, project), () -> judge(key, project));
    }

    private static Question question(String key, String project) {
        return new Question(ByteBuffer.wrap(digest(key)), project);
    }

    private Answers.Found<Decision> judge(String key, String project) {
        try {
            Optional<Caller> caller = keys.verifyKey(key);
            if (caller.isEmpty()) {
                return new Answers.Found<>(new Decision.Unknown(), REFUSAL_REMEMBERED);
            }
            projects.authorize(caller.get(), project, Permission.ENDPOINT_INVOKE);
            return new Answers.Found<>(new Decision.Granted(caller.get().name()), REMEMBERED);
        } catch (WorkbenchException refusal) {
            if (refusal.code() == FailureCode.UNAVAILABLE) {
                throw refusal;
            }
            return new Answers.Found<>(new Decision.Refused(refusal.code()), REFUSAL_REMEMBERED);
        }
    }

    static byte[] digest(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
