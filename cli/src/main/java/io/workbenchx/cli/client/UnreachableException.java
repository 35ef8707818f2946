package io.workbenchx.cli.client;

import java.net.URI;

/** Nothing answers where the workbench should be. */
public final class UnreachableException extends CommandException {

    public UnreachableException(URI url, String reason) {
        super("Cannot reach the workbench at " + url + " (" + reason + ").");
    }
}
