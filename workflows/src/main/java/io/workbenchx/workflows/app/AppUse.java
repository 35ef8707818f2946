package io.workbenchx.workflows.app;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an app is used.
 *
 * @param lastRequestAt null: never
 * @param open requests and connections under way
 */
public record AppUse(@Nullable Instant lastRequestAt, int open) {}
