package io.workbenchx.control.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A person or service that can sign in. */
@Table(schema = "ops", value = "users")
public record UserAccount(
        @Id UUID id,
        String name,
        Role role,
        @Nullable String passwordHash,
        Instant createdAt,
        @Nullable Instant disabledAt) {}
