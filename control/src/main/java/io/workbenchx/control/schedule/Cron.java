package io.workbenchx.control.schedule;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.scheduling.support.CronExpression;

/**
 * A cron expression with a time zone, in the part of the language that Temporal and Spring read alike.
 *
 * <p>Five fields are the standard ones (minute, hour, day of month, month, day of week); as in every crontab, a day matches when either day field
 * does, if both are restricted. Six fields have seconds first, as in Spring, and both day fields must match. {@code L}, {@code W} and
 * {@code #} are refused: Temporal does not know them.
 *
 * @param fields six fields each, seconds first; two entries when either of two day fields may match
 */
public record Cron(String text, ZoneId zone, List<String> fields) {

    private static final String VALUE = "(?:\\d{1,2}|[A-Z]{3})";
    private static final Pattern FIELD =
            Pattern.compile("(?:\\*|VALUE(?:-VALUE)?)(?:/\\d{1,2})?(?:,(?:\\*|VALUE(?:-VALUE)?)(?:/\\d{1,2})?)*"
                    .replace("VALUE", VALUE));
    private static final int DAY_OF_MONTH = 3;
    private static final int DAY_OF_WEEK = 5;

    public Cron {
        fields = List.copyOf(fields);
    }

    /**
     * @param timezone IANA name such as {@code Europe/Madrid}
     * @throws WorkbenchException SPEC_INVALID
     */
    public static Cron parse(String text, String timezone) {
        List<String> fields =
                new ArrayList<>(List.of(text.strip().toUpperCase(Locale.ROOT).split("\\s+")));
        boolean standard = fields.size() == 5;
        if (standard) {
            fields.add(0, "0");
        }
        if (fields.size() != 6) {
            throw invalid(text, "it has " + (standard ? 5 : fields.size()) + " fields instead of 5 or 6");
        }
        fields.replaceAll(field -> field.equals("?") ? "*" : field);
        for (String field : fields) {
            if (!FIELD.matcher(field).matches()) {
                throw invalid(text, "\"" + field.toLowerCase(Locale.ROOT) + "\" is not understood");
            }
        }
        List<String> expressions = standard ? eitherDay(fields) : List.of(String.join(" ", fields));
        expressions.forEach(expression -> check(text, expression));
        return new Cron(text.strip(), zone(timezone), expressions);
    }

    private static List<String> eitherDay(List<String> fields) {
        boolean both = !fields.get(DAY_OF_MONTH).startsWith("*")
                && !fields.get(DAY_OF_WEEK).startsWith("*");
        if (!both) {
            return List.of(String.join(" ", fields));
        }
        return List.of(replaced(fields, DAY_OF_WEEK), replaced(fields, DAY_OF_MONTH));
    }

    private static String replaced(List<String> fields, int index) {
        List<String> changed = new ArrayList<>(fields);
        changed.set(index, "*");
        return String.join(" ", changed);
    }

    private static void check(String text, String expression) {
        try {
            if (CronExpression.parse(expression).next(ZonedDateTime.now(ZoneId.of("UTC"))) == null) {
                throw invalid(text, "it never comes due");
            }
        } catch (IllegalArgumentException wrong) {
            throw invalid(text, String.valueOf(wrong.getMessage()));
        }
    }

    private static ZoneId zone(String timezone) {
        try {
            return ZoneId.of(timezone);
        } catch (DateTimeException unknown) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID,
                    "There is no time zone \"" + timezone + "\": use an IANA name such as Europe/Madrid or UTC.");
        }
    }

    private static WorkbenchException invalid(String text, String why) {
        return new WorkbenchException(
                FailureCode.SPEC_INVALID,
                "The cron expression \"" + text + "\" is not valid: " + why
                        + ". Use five fields, minute hour day-of-month month day-of-week, such as \"30 6 * * MON-FRI\" for half past six"
                        + " on working days, or six with seconds first, such as \"*/10 * * * * *\" for every ten seconds.");
    }

    /** The form Temporal reads: seven fields, seconds first and the year last. */
    public List<String> temporalExpressions() {
        return fields.stream().map(expression -> expression + " *").toList();
    }

    /** The first time it comes due strictly after an instant. */
    public Optional<Instant> next(Instant after) {
        ZonedDateTime from = after.atZone(zone);
        return fields.stream()
                .map(expression -> CronExpression.parse(expression).next(from))
                .filter(Objects::nonNull)
                .map(ZonedDateTime::toInstant)
                .min(Comparator.naturalOrder());
    }

    /** The next times it comes due. */
    public List<Instant> next(Instant after, int count) {
        List<Instant> times = new ArrayList<>();
        Optional<Instant> time = next(after);
        while (time.isPresent() && times.size() < count) {
            times.add(time.get());
            time = next(time.get());
        }
        return List.copyOf(times);
    }
}
