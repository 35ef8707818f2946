package io.workbenchx.providers.environment;

import java.util.function.Consumer;

/** Turns what people ask for into exactly what will be installed. */
public interface LockResolver {

    /**
     * A lock with hashes for requirements such as {@code pandas>=2,<3}: one version of every package they need, chosen now from the index
     * of this host.
     *
     * @param progress receives lines of output meanwhile
     * @throws EnvironmentException when a line is more than a requirement, or no versions fit together
     */
    String lock(String requirements, Consumer<String> progress);
}
