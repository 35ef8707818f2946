package io.workbenchx.control.artifact;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which names artifacts may have. No name ever becomes a path of a file system, but people download them. */
public final class ArtifactPath {

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_SEGMENT = 250;
    /** Control, format and line separating characters (direction marks among them), and what file systems or URLs give a meaning to; of a
     * percent sign only what a second decoding would take for an escape. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\\\#?:*\"<>|]|%[0-9A-Fa-f]{2}");

    /** Names that are devices on Windows, with any extension. */
    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private ArtifactPath() {}

    /**
     * Returns the path if it is one.
     *
     * @throws WorkbenchException SPEC_INVALID
     */
    public static String check(String path) {
        if (path.isEmpty()
                || path.length() > MAX_LENGTH
                || FORBIDDEN.matcher(path).find()) {
            throw invalid();
        }
        for (String segment : path.split("/", -1)) {
            if (segment.isBlank()
                    || segment.equals(".")
                    || segment.equals("..")
                    || segment.length() > MAX_SEGMENT
                    || DEVICE.matcher(segment.toLowerCase(Locale.ROOT)).matches()) {
                throw invalid();
            }
        }
        return path;
    }

    private static WorkbenchException invalid() {
        return new WorkbenchException(
                FailureCode.SPEC_INVALID,
                "An artifact path is relative, has no empty, . or .. segment, no control character, none of \\ # ? : * \" < > | and no %XX,"
                        + " and segments of at most " + MAX_SEGMENT + " characters.");
    }
}
