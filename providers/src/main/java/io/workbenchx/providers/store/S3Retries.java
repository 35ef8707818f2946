package io.workbenchx.providers.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Sends a request again that the server did not get, could not do just now, or got with other bytes than were sent. A part of an upload is
 * one request: what has arrived is not sent again. Every request to the store is harmless when repeated.
 *
 * @param attempts in all
 */
record S3Retries(int attempts) implements Interceptor {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int CLIENT_ERROR = 400;
    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);
    private static final int ERROR_BYTES = 4096;

    @Override
    public Response intercept(Chain chain) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                Response response = chain.proceed(chain.request());
                if (attempt >= attempts || !passing(response)) {
                    return response;
                }
                response.close();
            } catch (IOException broken) {
                if (attempt >= attempts || chain.call().isCanceled()) {
                    throw broken;
                }
            }
            pause(attempt);
        }
    }

    private static boolean passing(Response response) throws IOException {
        if (response.code() != CLIENT_ERROR) {
            return PASSING.contains(response.code());
        }
        String error = response.peekBody(ERROR_BYTES).string();
        return Stream.of("XAmzContentSHA256Mismatch", "BadDigest", "IncompleteBody", "RequestTimeout")
                .anyMatch(code -> error.contains("<Code>" + code + "</Code>"));
    }

    /** Longer each time, and not in step with others. */
    static void pause(int attempt) throws InterruptedIOException {
        long longest = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(attempt - 1, 10));
        try {
            Thread.sleep(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while waiting for the object store");
        }
    }
}
