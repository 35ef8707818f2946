package io.workbenchx.cli.shell;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Durations, sizes, money and times as a person reads them. */
public final class Units {

    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Units() {}

    /** {@code 0.42s}, {@code 12.3s}, {@code 3m 07s}, {@code 2h 05m}, {@code 4d 3h}. */
    public static String duration(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 60) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2fs" : "%.1fs", seconds);
        }
        if (seconds < 3600) {
            return String.format(Locale.ROOT, "%dm %02ds", duration.toMinutes(), duration.toSecondsPart());
        }
        if (seconds < 86400) {
            return String.format(Locale.ROOT, "%dh %02dm", duration.toHours(), duration.toMinutesPart());
        }
        return duration.toDays() + "d " + duration.toHoursPart() + "h";
    }

    /** Time between two instants as sent by the server; "" when the first is missing, up to now when the second is. */
    public static String between(String from, String until, Instant now) {
        var start = instant(from);
        if (start.equals(Instant.EPOCH)) {
            return "";
        }
        var end = until.isEmpty() ? now : instant(until);
        return duration(Duration.between(start, end.isBefore(start) ? start : end));
    }

    /** How long ago, in one unit: {@code 12s}, {@code 3m}, {@code 5h}, {@code 2d}. */
    public static String age(String instant, Instant now) {
        var at = instant(instant);
        if (at.equals(Instant.EPOCH)) {
            return "";
        }
        long seconds = Math.max(0, Duration.between(at, now).toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return seconds / 60 + "m";
        }
        return seconds < 86400 ? seconds / 3600 + "h" : seconds / 86400 + "d";
    }

    /** {@code 512 B}, {@code 1.2 MB}. */
    public static String bytes(double bytes) {
        int unit = 0;
        while (bytes >= 1000 && unit < BYTE_UNITS.length - 1) {
            bytes /= 1000;
            unit++;
        }
        return unit == 0
                ? String.format(Locale.ROOT, "%.0f B", bytes)
                : String.format(Locale.ROOT, "%.1f %s", bytes, BYTE_UNITS[unit]);
    }

    /** US dollars; small amounts keep enough digits to be told from nothing. */
    public static String usd(double amount) {
        return String.format(Locale.ROOT, amount != 0 && Math.abs(amount) < 0.01 ? "$%.6f" : "$%.2f", amount);
    }

    /** A number with at most the decimals given and no trailing zeros. */
    public static String decimal(double value, int decimals) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        var rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    private static Instant instant(String text) {
        try {
            return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
        } catch (DateTimeParseException notAnInstant) {
            return Instant.EPOCH;
        }
    }
}
