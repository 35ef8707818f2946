package io.workbenchx.cli.client;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * How often and how long to try again.
 *
 * @param attempts tries of a request in all
 * @param reconnects tries in a row to take up a stream that broke: more, because who follows a run waits for a workbench that restarts
 * @param pause how waiting is done
 */
public record Retries(int attempts, int reconnects, Pause pause) {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(15);

    /** Waits; replaced in tests, which do not. */
    public interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** About four seconds for a request unless the server asks for longer, about a minute and a half for a stream. */
    public static Retries patient() {
        return new Retries(5, 20, duration -> Thread.sleep(duration.toMillis()));
    }

    /** The wait after the given number of failed tries: doubling, but what the server asks for when it asks. */
    Duration after(int failures, HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .map(Retries::retryAfter)
                .map(asked -> asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked)
                .orElseGet(() -> after(failures));
    }

    Duration after(int failures) {
        var doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    }

    private static Duration retryAfter(String header) {
        try {
            return header.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Long.parseLong(header))
                    : positive(Duration.between(
                            Instant.now(),
                            ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()));
        } catch (NumberFormatException | DateTimeParseException unreadable) {
            return FIRST;
        }
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
