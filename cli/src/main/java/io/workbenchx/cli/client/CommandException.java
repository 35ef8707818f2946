package io.workbenchx.cli.client;

/** The command cannot go on; the message says what happened, to which object, and what to do. */
public class CommandException extends RuntimeException {

    public CommandException(String message) {
        super(message);
    }
}
