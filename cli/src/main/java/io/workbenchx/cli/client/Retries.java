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
 * @param attempts tries in all
 * @param pause how waiting is done
 */
public record Retries(int attempts, Pause pause) {

    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** Waits; replaced in tests, which do not. */
    public interface Pause {
        void of(Duration duration) throws InterruptedException;
    }

    /** Five tries, about eight seconds in all unless the server asks for longer. */
    public static Retries patient() {
        return new Retries(5, duration -> Thread.sleep(duration.toMillis()));
    }

    /** The wait after the given number of failed tries: doubling, but what the server asks for when it asks. */
    Duration after(int failures, HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .map(Retries::retryAfter)
                .map(asked -> asked.compareTo(LONGEST) > 0 ? LONGEST : asked)
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
