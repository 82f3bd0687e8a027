package mles.dist;

import java.io.Serial;

/** A command that could not do its work: exit code 1. The message is one line and says what happened. */
final class CommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    CommandException(String message) {
        super(message);
    }
}
