package io.workbenchx.control.tracking;

import java.time.Instant;
import java.util.UUID;

/**
 * A named group of runs in a project.
 *
 * @param id unique within the project
 * @param lifecycle {@code active} or {@code deleted}
 */
public record Experiment(
        UUID projectId, String id, String name, String lifecycle, Instant createdAt, Instant updatedAt) {

    /** Id of the experiment that runs belong to when they name none. */
    public static final String DEFAULT_ID = "0";

    /** Name of the experiment that runs belong to when they name none. */
    public static final String DEFAULT_NAME = "Default";

    /** Where MLflow clients are told that artifacts live: always behind the project's own base URL. */
    public String artifactLocation() {
        return "mlflow-artifacts:/" + id;
    }
}
