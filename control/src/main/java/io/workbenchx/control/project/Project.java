package io.workbenchx.control.project;

import io.workbenchx.control.audit.AuditScope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/**
 * What everything belongs to: nothing exists outside a project.
 *
 * @param codeSha git commit that runs use when they name none
 * @param maxRuns jobs that may run at once
 */
@Table(schema = "ops", value = "projects")
public record Project(
        @Id UUID id,
        String name,
        @Nullable String template,
        @Nullable String codeSha,
        int maxRuns,
        UUID createdBy,
        Instant createdAt,
        @Nullable Instant archivedAt)
        implements AuditScope {}
