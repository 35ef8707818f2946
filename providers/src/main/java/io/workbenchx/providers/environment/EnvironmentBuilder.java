package io.workbenchx.providers.environment;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds locked Python environments on this host. */
public interface EnvironmentBuilder {

    /**
     * The environment for a lock file (requirements format, every line with hashes): built when missing, else the one on disk after a check.
     *
     * @param progress receives lines of output while it builds
     * @throws EnvironmentException when the lock is not fully hashed, or cannot be installed; nothing is left behind then
     */
    BuiltEnvironment build(String lock, Consumer<String> progress);

    /**
     * @param digest {@code sha256:…} over lock, interpreter and platform; equal on every host that would run the same bytes
     * @param interpreter such as {@code cpython-3.11.2}
     * @param platform such as {@code linux-x86_64-glibc2.36}
     * @param path root of the environment, readable by any user
     * @param interpreterHome base prefix of the interpreter when outside /usr
     */
    record BuiltEnvironment(
            String digest,
            String lockSha256,
            String interpreter,
            String platform,
            Path path,
            @Nullable Path interpreterHome) {}
}
