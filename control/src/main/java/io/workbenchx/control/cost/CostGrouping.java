package io.workbenchx.control.cost;

import io.workbenchx.workflows.run.FailureCode;
import io.workbenchx.workflows.run.WorkbenchException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What costs are added up by. */
public enum CostGrouping {
    RUN("r.id::text", "r.summary"),
    PERSON("u.name", "''"),
    PROJECT("p.name", "''"),
    KIND("r.kind", "''"),
    DAY("c.day::text", "''");

    private final String key;
    private final String label;

    CostGrouping(String key, String label) {
        this.key = key;
        this.label = label;
    }

    String key() {
        return key;
    }

    String label() {
        return label;
    }

    /** The name used in URLs. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws WorkbenchException SPEC_INVALID for a word that is none
     */
    public static CostGrouping of(String word) {
        return Arrays.stream(values())
                .filter(grouping -> grouping.wireName().equals(word))
                .findFirst()
                .orElseThrow(() -> new WorkbenchException(
                        FailureCode.SPEC_INVALID,
                        "Costs are added up by "
                                + Arrays.stream(values())
                                        .map(CostGrouping::wireName)
                                        .collect(Collectors.joining(", "))
                                + "; not by \"" + word + "\"."));
    }
}
