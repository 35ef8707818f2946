package io.workbenchx.workflows.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the workbench. The message says what happened, to which object, and what to do; it is shown to people as it is.
 */
public final class WorkbenchException extends RuntimeException {

    private final FailureCode code;
    private final transient Map<String, Object> details;

    public WorkbenchException(FailureCode code, String message) {
        this(code, message, Map.of(), null);
    }

    public WorkbenchException(FailureCode code, String message, @Nullable Throwable cause) {
        this(code, message, Map.of(), cause);
    }

    public WorkbenchException(
            FailureCode code, String message, Map<String, Object> details, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    public FailureCode code() {
        return code;
    }

    /** Machine-readable particulars (names, limits); never secrets. */
    public Map<String, Object> details() {
        return details;
    }

    /** The message; never null, unlike {@link #getMessage()}. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
