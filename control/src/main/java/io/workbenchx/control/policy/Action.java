package io.workbenchx.control.policy;

import java.util.Arrays;
import java.util.Locale;

/** What a gate of a policy can stand before. */
public enum Action {
    /** The start of a run of any kind. */
    START,
    /** The model of a run becomes a version that may be deployed. */
    PROMOTION,
    /** The start of a run that serves a model version. */
    DEPLOYMENT,
    /** The start of a run that is bound to a dataset. */
    DATASET_USE,
    /** A runtime built by a run of the project is put on the allow-list of the installation. */
    RUNTIME_APPROVAL;

    /** The name in a policy and in answers, such as {@code dataset-use}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * @throws IllegalArgumentException for a name that is no action
     */
    public static Action of(String wireName) {
        return Arrays.stream(values())
                .filter(action -> action.wireName().equals(wireName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(wireName));
    }
}
