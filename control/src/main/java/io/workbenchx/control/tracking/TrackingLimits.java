package io.workbenchx.control.tracking;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a name, a key, a value or an id may be. The limits are those of MLflow 3.17, so that whatever its client accepts we accept, and the
 * same things are refused before they reach a table or a path.
 */
public final class TrackingLimits {

    public static final int EXPERIMENT_NAME = 500;
    public static final int KEY = 250;
    public static final int PARAM_VALUE = 6000;
    public static final int TAG_VALUE = 8000;
    public static final int EXPERIMENT_TAG_VALUE = 20_000;
    public static final int METRICS_PER_BATCH = 1000;
    public static final int PARAMS_PER_BATCH = 100;
    public static final int ITEMS_PER_BATCH = 1000;
    public static final int BATCH_BYTES = 1_000_000;
    public static final int DATASET_NAME = 500;
    public static final int DATASET_DIGEST = 36;
    public static final int DATASET_SOURCE = 65_535;
    public static final int DATASET_SCHEMA = 1_048_575;
    public static final int DATASET_PROFILE = 16_777_215;

    private static final Pattern EXPERIMENT_ID = Pattern.compile("[a-zA-Z0-9][A-Za-z0-9_-]{0,63}");
    private static final Pattern RUN_ID =
            Pattern.compile("(?i)([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})");
    private static final Pattern WELL_FORMED_RUN_ID = Pattern.compile("[a-zA-Z0-9][A-Za-z0-9_-]{0,255}");
    private static final Pattern LOGGED_MODEL_ID = Pattern.compile("m-[0-9a-f]{32}");
    private static final Pattern KEY_CHARACTERS = Pattern.compile("[/\\p{L}\\p{N}_.\\- :]*");

    private TrackingLimits() {}

    /** A non-blank experiment name within its length. */
    public static String experimentName(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw invalid("An experiment needs a name.");
        }
        return text("name of the experiment", name, EXPERIMENT_NAME);
    }

    public static String experimentId(@Nullable String id) {
        if (id == null || !EXPERIMENT_ID.matcher(id).matches()) {
            throw invalid("Invalid experiment id: " + quoted(id) + ".");
        }
        return id;
    }

    /** A run id with or without dashes. An id that is well formed elsewhere, but never ours, is simply unknown. */
    public static UUID runId(@Nullable String id) {
        if (id == null || !WELL_FORMED_RUN_ID.matcher(id).matches()) {
            throw invalid("Invalid value " + quoted(id) + " for parameter 'run_id'.");
        }
        var match = RUN_ID.matcher(id);
        if (!match.matches()) {
            throw new WorkbenchException(FailureCode.NOT_FOUND, "There is no run with id " + id + " in this project.");
        }
        return UUID.fromString(match.replaceFirst("$1-$2-$3-$4-$5"));
    }

    public static String loggedModelId(@Nullable String id) {
        if (id == null || !LOGGED_MODEL_ID.matcher(id).matches()) {
            throw invalid("Invalid logged model id: " + quoted(id) + ".");
        }
        return id;
    }

    /** A key of a parameter, metric or tag; it must not resolve to something else when read as a path. */
    public static String key(@Nullable String key) {
        if (key == null || key.isEmpty()) {
            throw invalid("A key name must be provided.");
        }
        if (!KEY_CHARACTERS.matcher(key).matches()) {
            throw invalid(
                    "Invalid key " + quoted(key)
                            + ": names may only contain alphanumerics, underscores, dashes, periods, spaces, colons and slashes.");
        }
        if (resolvesElsewhere(key)) {
            throw invalid("Invalid key " + quoted(key) + ": read as a path it would name something else.");
        }
        return text("key", key, KEY);
    }

    public static void tag(String key, String value) {
        key(key);
        text("value of tag \"" + key + "\"", value, TAG_VALUE);
    }

    /** Text within a length, without the NUL that PostgreSQL cannot store. */
    public static String text(String what, String value, int limit) {
        if (value.codePointCount(0, value.length()) > limit) {
            throw invalid("The " + what + " exceeds the maximum length of " + limit + " characters.");
        }
        if (value.indexOf('\0') >= 0) {
            throw invalid("The " + what + " contains a NUL character.");
        }
        return value;
    }

    public static WorkbenchException invalid(String message) {
        return new WorkbenchException(FailureCode.SPEC_INVALID, message);
    }

    private static boolean resolvesElsewhere(String key) {
        if (key.startsWith("/") || key.endsWith("/")) {
            return true;
        }
        for (String part : key.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return true;
            }
        }
        return false;
    }

    /** The value for an error message: short, on one line. */
    private static String quoted(@Nullable String value) {
        if (value == null) {
            return "(missing)";
        }
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }
}
