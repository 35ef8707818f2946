package io.workbenchx.cli.client;

import io.workbenchx.cli.shell.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** The sign-in that {@code wbx login} remembered, refreshed by itself and written back. */
public final class SignIn {

    private final Shell shell;
    private final URI workbench;
    private Tokens tokens;

    SignIn(Shell shell, URI workbench, Tokens tokens) {
        this.shell = shell;
        this.workbench = workbench;
        this.tokens = tokens;
    }

    /**
     * A token that is good now.
     *
     * @throws ApiException UNAUTHENTICATED when the sign-in has ended
     */
    synchronized String accessToken() {
        if (!tokens.fresh(shell.clock())) {
            tokens = refreshed();
        }
        return tokens.accessToken();
    }

    // Commands run at the same time share one refresh token, which is good once: one of them uses it, the others read
    // what came of it.
    private Tokens refreshed() {
        var file = CliConfig.location(shell);
        var lock = file.resolveSibling(file.getFileName() + ".lock");
        try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = channel.lock()) {
            var config = CliConfig.load(shell);
            var stored = config.tokens();
            var present = stored == null ? tokens : stored;
            if (present.fresh(shell.clock())) {
                return present;
            }
            var fresh = new TokenEndpoint(workbench, shell.clock()).refresh(present.refreshToken());
            config.signedIn(workbench.toString(), fresh, config.project()).save();
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot lock " + lock + ": " + e.getMessage(), e);
        }
    }
}
