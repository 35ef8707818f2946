package io.workbenchx.cli.identity;

import io.workbenchx.cli.client.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose keys a command is about. */
final class KeyOwner {

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Another user's or a service account's; administrators may.")
    private @Nullable String user;

    ApiPath path(String... more) {
        return (user == null ? ApiPath.of("keys") : ApiPath.of("users", user, "keys")).then(more);
    }
}
