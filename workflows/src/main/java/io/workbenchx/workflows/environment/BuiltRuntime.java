package io.workbenchx.workflows.environment;

/**
 * What was built on a worker.
 *
 * @param digest {@code sha256:…} over lock, interpreter and platform
 * @param interpreter such as {@code cpython-3.11.2}
 * @param platform such as {@code linux-x86_64-glibc2.36}
 */
public record BuiltRuntime(String digest, String lockSha256, String interpreter, String platform) {}
