package io.workbenchx.workflows.environment;

import java.util.UUID;

/**
 * The runtime as it is listed.
 *
 * @param name under which it is listed: the first name its digest got
 * @param state PENDING until an admin decides
 */
public record EnvironmentResult(
        UUID runtimeId,
        String name,
        String state,
        String digest,
        String lockSha256,
        String interpreter,
        String platform) {}
