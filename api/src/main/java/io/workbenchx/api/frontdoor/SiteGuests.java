package io.workbenchx.api.frontdoor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.workbenchx.control.identity.AccessScope;
import io.workbenchx.control.identity.Caller;
import io.workbenchx.control.identity.KeyVerifier;
import io.workbenchx.control.site.Site;
import io.workbenchx.control.site.SiteVisits;
import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who comes to a site, by the cookie it gave or by a key. Answers are remembered for seconds; what stays open longer is looked at again by
 * {@link LiveVisits}.
 */
final class SiteGuests {

    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final Duration REFUSAL_REMEMBERED = Duration.ofSeconds(1);

    private final KeyVerifier keys;
    private final SiteVisits visits;
    private final Answers<Question, Answer> answers;

    SiteGuests(Vertx vertx, KeyVerifier keys, SiteVisits visits) {
        this.keys = keys;
        this.visits = visits;
        this.answers = new Answers<>(vertx, System::nanoTime);
    }

    /**
     * Somebody who may be there.
     *
     * @param name for the service; null: anybody
     * @param session a browser's
     */
    record Guest(
            @Nullable String name,
            @Nullable UUID userId,
            @Nullable UUID session) {
        static final Guest ANYBODY = new Guest(null, null, null);
    }

    /** What came with a request. */
    record Credential(Kind kind, String value) {
        enum Kind {
            COOKIE,
            KEY
        }

        /** Without its value. */
        @Override
        public String toString() {
            return "Credential[" + kind + "]";
        }
    }

    /** What is to be done with a credential. */
    sealed interface Answer {
        record Welcome(Guest guest) implements Answer {}

        /** The credential is not, or no longer, good. */
        record Unknown() implements Answer {}

        /** The credential is good, but not for this. */
        record Stranger() implements Answer {}
    }

    private record Question(UUID site, Credential.Kind kind, ByteBuffer digest) {}

    /** What is still remembered; null: ask. */
    @Nullable Answer known(Site site, Credential credential) {
        return answers.known(question(site, credential));
    }

    /** Asks the database on a worker thread. */
    Future<Answer> ask(Site site, Credential credential) {
        return answers.ask(question(site, credential), () -> {
            Answer answer = judge(site, credential);
            return new Answers.Found<>(answer, answer instanceof Answer.Welcome ? REMEMBERED : REFUSAL_REMEMBERED);
        });
    }

    private static Question question(Site site, Credential credential) {
        return new Question(site.id(), credential.kind(), ByteBuffer.wrap(AccessCache.digest(credential.value())));
    }

    /** Asks the database now; not for event loops. */
    Answer judge(Site site, Credential credential) {
        return credential.kind() == Credential.Kind.COOKIE
                ? byCookie(site, credential.value())
                : byKey(site, credential.value());
    }

    private Answer byCookie(Site site, String cookie) {
        try (AccessScope.Opened asking = AccessScope.workbench().open()) {
            return visits.visitor(site, cookie)
                    .<Answer>map(visitor ->
                            new Answer.Welcome(new Guest(visitor.name(), visitor.userId(), visitor.session())))
                    .orElseGet(Answer.Unknown::new);
        }
    }

    private Answer byKey(Site site, String key) {
        try {
            Optional<Caller> caller = keys.verifyKey(key);
            if (caller.isEmpty()) {
                return new Answer.Unknown();
            }
            try (AccessScope.Opened asking = AccessScope.workbench().open()) {
                return visits.mayVisit(caller.get(), site)
                        ? new Answer.Welcome(
                                new Guest(caller.get().name(), caller.get().userId(), null))
                        : new Answer.Stranger();
            }
        } catch (WorkbenchException refusal) {
            if (refusal.code() == FailureCode.UNAVAILABLE) {
                throw refusal;
            }
            return new Answer.Stranger();
        }
    }

    /** Somebody left: what is remembered of the site counts no more. */
    void forget(Site site) {
        answers.forget(question -> question.site().equals(site.id()));
    }
}
