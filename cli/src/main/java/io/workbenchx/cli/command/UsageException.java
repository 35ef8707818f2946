package io.workbenchx.cli.command;

import io.workbenchx.cli.client.CommandException;

/** The command line is complete for the parser, but makes no sense. */
public final class UsageException extends CommandException {

    public UsageException(String message) {
        super(message);
    }
}
