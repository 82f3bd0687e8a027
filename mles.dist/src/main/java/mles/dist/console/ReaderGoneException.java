package mles.dist.console;

import java.io.Serial;

/** The program that read standard output has ended, as {@code head} does: nothing is left to do, and nothing to say. */
public final class ReaderGoneException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    ReaderGoneException() {
        super("standard output is read no more");
    }
}
