package mles.dist.console;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** A command that could not do its work: exit code 1. The message is one line and says what happened. */
public final class CommandException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public CommandException(String message) {
        super(message);
    }

    /** {@return that {@code what} cannot be read, and why} */
    public static CommandException unreadable(String what, IOException problem) {
        return new CommandException(what + ": " + reason(problem));
    }

    private static String reason(IOException problem) {
        if (problem instanceof NoSuchFileException) {
            return "no such file";
        }
        if (problem instanceof AccessDeniedException) {
            return "not readable";
        }
        return problem instanceof CharacterCodingException ? "not UTF-8" : "cannot be read: " + problem.getMessage();
    }
}
