package io.workbenchx.api.problem;

import java.sql.SQLException;

/** What PostgreSQL says when it has no room to write. */
final class DatabaseDisk {

    /** disk_full of class 53, insufficient resources. */
    private static final String DISK_FULL = "53100";

    private DatabaseDisk() {}

    static boolean full(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException answer && DISK_FULL.equals(answer.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
