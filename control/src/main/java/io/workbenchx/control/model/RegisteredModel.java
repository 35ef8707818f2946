package io.workbenchx.control.model;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A model by name.
 *
 * @param createdByRun run that registered the name, when a run did: that run may go on using it
 * @param aliases alias → version
 */
public record RegisteredModel(
        UUID projectId,
        String name,
        String description,
        int lastVersion,
        @Nullable UUID createdByRun,
        Instant createdAt,
        Instant updatedAt,
        Map<String, String> tags,
        Map<String, Integer> aliases) {

    /** Tag by which MLflow marks a model that is really a prompt. */
    static final String IS_PROMPT = "mlflow.prompt.is_prompt";

    RegisteredModel with(Map<String, String> theTags, Map<String, Integer> theAliases) {
        return new RegisteredModel(
                projectId, name, description, lastVersion, createdByRun, createdAt, updatedAt, theTags, theAliases);
    }
}
