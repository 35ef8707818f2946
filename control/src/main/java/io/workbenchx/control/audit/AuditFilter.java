package io.workbenchx.control.audit;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the logs; null means whatever it is. Conditions on runs (kind, dataset, model, runtime, code) leave out what happened
 * outside of runs.
 *
 * @param project whose logs; null for all and the installation's
 * @param person name of the user who did it
 * @param type of the event, such as {@code run.queued} or {@code member.set}
 * @param run only events of this run, and readings of what it left behind
 * @param kind of run, by its wire name
 * @param dataset name of a dataset that a run used
 * @param datasetVersion of that dataset; needs the name
 * @param model name of a model that a run used or made
 * @param modelVersion of that model; needs the name
 * @param runtime name or digest of a runtime that a run used or built
 * @param code git commit that a run used, 40 hex digits
 * @param from not before
 * @param to before
 */
public record AuditFilter(
        @Nullable UUID project,
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
        @Nullable Instant to) {

    /**
     * @throws WorkbenchException SPEC_INVALID for a version without a name
     */
    public AuditFilter {
        requireName(datasetVersion, dataset, "datasetVersion", "dataset");
        requireName(modelVersion, model, "modelVersion", "model");
    }

    private static void requireName(@Nullable String version, @Nullable String name, String of, String needed) {
        if (version != null && name == null) {
            throw new WorkbenchException(
                    FailureCode.SPEC_INVALID, of + " says too little without " + needed + ": name both.");
        }
    }

    /** Everything in the logs of one project, or of the whole installation. */
    public static AuditFilter all(@Nullable UUID project) {
        return new AuditFilter(project, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** Whether it speaks of what runs are made of. */
    boolean asksForRuns() {
        return kind != null || dataset != null || model != null || runtime != null || code != null;
    }

    /** The conditions that are set, by name, for the record. */
    public Map<String, String> conditions() {
        Map<String, String> set = new LinkedHashMap<>();
        put(set, "person", person);
        put(set, "type", type);
        put(set, "run", run);
        put(set, "kind", kind);
        put(set, "dataset", dataset);
        put(set, "datasetVersion", datasetVersion);
        put(set, "model", model);
        put(set, "modelVersion", modelVersion);
        put(set, "runtime", runtime);
        put(set, "code", code);
        put(set, "from", from);
        put(set, "to", to);
        return set;
    }

    /** Tells the cursor of one question from that of another. */
    int fingerprint() {
        return Objects.hash(project, conditions().toString());
    }

    private static void put(Map<String, String> set, String name, @Nullable Object value) {
        if (value != null) {
            set.put(name, value.toString());
        }
    }
}
