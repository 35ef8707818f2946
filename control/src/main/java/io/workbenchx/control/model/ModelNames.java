package io.workbenchx.control.model;

import io.workbenchx.control.tracking.TrackingLimits;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the names in the registry may be: the limits of MLflow 3.17. */
public final class ModelNames {

    public static final int NAME = 256;
    public static final int ALIAS = 255;
    public static final int TAG_VALUE = 100_000;
    public static final int DESCRIPTION = 10_000;

    private static final Pattern FORBIDDEN = Pattern.compile("[/:\\\\\\p{Cntrl}\\p{Cf}]");
    private static final Pattern ALIASES = Pattern.compile("[\\p{L}\\p{N}_-]+");
    private static final Pattern LIKE_A_VERSION = Pattern.compile("[vV]\\d+");

    private ModelNames() {}

    public static String model(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw TrackingLimits.invalid("A registered model needs a name.");
        }
        if (FORBIDDEN.matcher(name).find() || name.equals(".") || name.equals("..")) {
            throw TrackingLimits.invalid("Invalid model name: it cannot contain / : \\ or control characters.");
        }
        return TrackingLimits.text("name of the model", name, NAME);
    }

    /** An alias that cannot be mistaken for a version. */
    public static String alias(@Nullable String alias) {
        if (alias == null || !ALIASES.matcher(alias).matches()) {
            throw TrackingLimits.invalid("An alias may only contain alphanumerics, underscores and dashes.");
        }
        if (alias.equalsIgnoreCase("latest") || LIKE_A_VERSION.matcher(alias).matches()) {
            throw TrackingLimits.invalid("The alias name \"" + alias + "\" is reserved.");
        }
        return TrackingLimits.text("alias", alias, ALIAS);
    }

    /** A version number as clients write it. */
    public static int version(@Nullable String version) {
        if (version == null || !version.matches("[1-9][0-9]{0,8}")) {
            throw TrackingLimits.invalid("A model version is a positive whole number.");
        }
        return Integer.parseInt(version);
    }

    static void tag(String key, String value) {
        TrackingLimits.key(key);
        TrackingLimits.text("value of tag \"" + key + "\"", value, TAG_VALUE);
    }
}
