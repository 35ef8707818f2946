package io.workbenchx.api.audit;

import io.workbenchx.control.audit.AuditFilter;
import io.workbenchx.workflows.run.RunKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A question as the query of a URL asks it; which project it is about is decided elsewhere. */
record AuditRequest(
        @Nullable String person,
        @Nullable String type,
        @Nullable UUID run,
        @Nullable String kind,
        @Nullable String dataset,
        @Nullable String datasetVersion,
        @Nullable String model,
        @Nullable String modelVersion,
        @Nullable String runtime,
        @Nullable String code,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String cursor,
        @Nullable Integer limit,
        @Nullable String format) {

    private static final int USUAL_PAGE = 100;

    AuditFilter filter(@Nullable UUID project) {
        return new AuditFilter(
                project,
                given(person),
                given(type),
                run,
                given(kind) == null ? null : RunKind.of(String.valueOf(kind)).wireName(),
                given(dataset),
                given(datasetVersion),
                given(model),
                given(modelVersion),
                given(runtime),
                given(code),
                from,
                to);
    }

    int pageSize() {
        return limit == null ? USUAL_PAGE : limit;
    }

    private static @Nullable String given(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
