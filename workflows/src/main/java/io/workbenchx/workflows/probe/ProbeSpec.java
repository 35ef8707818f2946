package io.workbenchx.workflows.probe;

import io.workbenchx.workflows.run.RunSpec;
import org.jspecify.annotations.Nullable;

/**
 * @param note free text, shown as the run's title
 */
public record ProbeSpec(@Nullable String note) implements RunSpec {
    @Override
    public String summary() {
        return note == null || note.isBlank() ? "probe" : "probe: " + note;
    }
}
