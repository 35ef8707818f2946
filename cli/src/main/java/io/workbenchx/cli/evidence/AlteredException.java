package io.workbenchx.cli.evidence;

import org.jspecify.annotations.Nullable;

/** The bundle is not what was signed; names the first record in which that shows. */
final class AlteredException extends Exception {

    private final String record;

    AlteredException(String record, String message) {
        this(record, message, null);
    }

    AlteredException(String record, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.record = record;
    }

    String record() {
        return record;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
