package io.workbenchx.control.tracking;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A logged model with what was said of it. */
public record LoggedModelRecord(
        LoggedModel model, Map<String, String> params, Map<String, String> tags, List<Measured> metrics) {

    /** A metric of a model and the run that measured it. */
    public record Measured(UUID runId, MetricPoint point) {}
}
